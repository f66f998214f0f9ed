import { askAboutHolds } from './ask-about-holds';
import { captureHold } from './capture-hold';
import { createHostedLink } from './create-hosted-link';
import { createOrder } from './create-order';
import { createPayment } from './create-payment';
import { createRefund } from './create-refund';
import type { Dependencies } from './dependencies';
import { findHolds } from './find-holds';
import { withHeartbeat } from './heartbeat';
import { inquire } from './inquire';
import { inspectCard } from './inspect-card';
import { measured } from './measured';
import { recheckOrder } from './recheck-order';
import { releaseHold } from './release-hold';
import { requestOtp } from './request-otp';
import { submitOtp } from './submit-otp';

/** Every side effect of orders, refunds and audits, by the name under which the workflow calls it. */
export function createActivities(dependencies: Dependencies) {
  return {
    createOrder: measured(createOrder(dependencies)),
    createHostedLink: measured(createHostedLink(dependencies)),
    inspectCard: measured(inspectCard(dependencies)),
    createPayment: withHeartbeat(createPayment(dependencies)),
    requestOtp: measured(requestOtp(dependencies)),
    submitOtp: withHeartbeat(submitOtp(dependencies)),
    inquire: measured(inquire(dependencies)),
    captureHold: withHeartbeat(captureHold(dependencies)),
    releaseHold: withHeartbeat(releaseHold(dependencies)),
    createRefund: withHeartbeat(createRefund(dependencies)),
    findHolds: findHolds(dependencies),
    askAboutHolds: askAboutHolds(dependencies),
    recheckOrder: recheckOrder(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
export type { Dependencies } from './dependencies';
