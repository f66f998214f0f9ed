import * as common from '../../../workflows/contract/common';
import * as commonMessages from '../../../workflows/contract/common-messages';
import * as contract from '../../../workflows/contract/order';
import { AUDIT_HOLDS, AUDIT_SCHEDULE } from '../../../workflows/contract/audit';
import { WORKER_PROBE } from '../../../workflows/contract/probe';
import * as refundMessages from '../../../workflows/contract/refund-messages';
import * as refunds from '../../../workflows/contract/refund';
import * as messages from '../../../workflows/contract/order-messages';

it('the names that stand in histories and at callers stay as they are', () => {
  expect({
    taskQueue: common.TASK_QUEUE,
    workflow: contract.PRE_AUTH_ORDER,
    workflowId: contract.orderWorkflowId('REF'),
    refunds: [
      refunds.REFUND_ORDER,
      refunds.refundWorkflowId('REF'),
      refunds.ORDER_REFUNDS,
      refunds.orderRefundsWorkflowId('REF'),
    ],

    audit: [AUDIT_HOLDS, AUDIT_SCHEDULE],
    probe: WORKER_PROBE,
    failures: Object.values(common.FailureType),
    searchAttributes: common.SEARCH_ATTRIBUTES,
    messagesOfBoth: Object.values(commonMessages).map(({ type, name }) => `${type} ${name}`),
    messages: Object.values(messages).map(({ type, name }) => `${type} ${name}`),
    messagesOfRefunds: Object.values(refundMessages).map(({ type, name }) => `${type} ${name}`),
  }).toMatchInlineSnapshot(`
    {
      "audit": [
        "auditHolds",
        "holdfast-audit",
      ],
      "failures": [
        "Invalid",
        "NotAllowed",
        "OrderExists",
        "OtpDeclined",
        "OtpGone",
        "RefundExists",
        "OrderUnknown",
      ],
      "messages": [
        "update awaitNextAction",
        "update cancel",
        "update capture",
        "query carried",
        "update confirmDelivery",
        "signal deliveryConfirmed",
        "update extend",
        "signal gatewayCallback",
        "update gatewayCallback",
        "query order",
        "signal otpSubmitted",
        "update pay",
        "update recheck",
        "update resendOtp",
        "update resolve",
        "update submitOtp",
        "signal wish",
      ],
      "messagesOfBoth": [
        "signal gatewayWebhook",
        "query left",
        "update look",
      ],
      "messagesOfRefunds": [
        "update awaitRefund",
        "query carried",
        "query carried",
        "update recheck",
        "signal refundEnded",
        "signal refundHint",
        "query refund",
        "update refund",
        "signal refundWish",
        "query refunds",
        "update resolve",
      ],
      "probe": {
        "query": "awake",
        "type": "workerProbe",
        "workflowId": "holdfast-worker-probe",
      },
      "refunds": [
        "refundOrder",
        "refund-REF",
        "orderRefunds",
        "refunds-REF",
      ],
      "searchAttributes": {
        "Attention": "KEYWORD",
        "AttentionSince": "DATETIME",
        "DecideAt": "DATETIME",
        "GatewayOrderId": "KEYWORD",
        "HeldAmountMinor": "INT",
        "OrderState": "KEYWORD",
        "Shop": "KEYWORD",
      },
      "taskQueue": "holdfast-orders",
      "workflow": "preAuthOrder",
      "workflowId": "preauth-REF",
    }
  `);
});
