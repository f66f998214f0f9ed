import * as contract from '../../../workflows/contract';
import * as messages from '../../../workflows/messages';

it('the names that stand in histories and at callers stay as they are', () => {
  expect({
    taskQueue: contract.TASK_QUEUE,
    workflow: contract.PRE_AUTH_ORDER,
    workflowId: contract.orderWorkflowId('REF'),
    failures: Object.values(contract.FailureType),
    searchAttributes: contract.SEARCH_ATTRIBUTES,
    messages: Object.values(messages).map(({ type, name }) => `${type} ${name}`),
  }).toMatchInlineSnapshot(`
    {
      "failures": [
        "Invalid",
        "NotAllowed",
        "OrderExists",
        "OtpDeclined",
        "OtpGone",
      ],
      "messages": [
        "update awaitNextAction",
        "update cancel",
        "update capture",
        "update confirmDelivery",
        "signal deliveryConfirmed",
        "update extend",
        "signal gatewayCallback",
        "update gatewayCallback",
        "signal gatewayWebhook",
        "query order",
        "signal otpSubmitted",
        "update pay",
        "update recheck",
        "update resendOtp",
        "update resolve",
        "update submitOtp",
      ],
      "searchAttributes": {
        "Attention": "KEYWORD",
        "AttentionSince": "DATETIME",
        "DecideAt": "DATETIME",
        "GatewayOrderId": "KEYWORD",
        "HeldAmountMinor": "INT",
        "OrderState": "KEYWORD",
      },
      "taskQueue": "holdfast-orders",
      "workflow": "preAuthOrder",
      "workflowId": "preauth-REF",
    }
  `);
});
