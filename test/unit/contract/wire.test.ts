import * as contract from '../../../workflows/contract';
import { AUDIT_HOLDS, AUDIT_SCHEDULE } from '../../../workflows/audit-contract';
import { WORKER_PROBE } from '../../../workflows/probe-contract';
import * as refundMessages from '../../../workflows/refund-messages';
import * as refunds from '../../../workflows/refund-contract';
import * as messages from '../../../workflows/messages';

it('the names that stand in histories and at callers stay as they are', () => {
  expect({
    taskQueue: contract.TASK_QUEUE,
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
    failures: Object.values(contract.FailureType),
    searchAttributes: contract.SEARCH_ATTRIBUTES,
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
        "signal gatewayWebhook",
        "query left",
        "update look",
        "query order",
        "signal otpSubmitted",
        "update pay",
        "update recheck",
        "update resendOtp",
        "update resolve",
        "update submitOtp",
        "signal wish",
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
      },
      "taskQueue": "holdfast-orders",
      "workflow": "preAuthOrder",
      "workflowId": "preauth-REF",
    }
  `);
});
