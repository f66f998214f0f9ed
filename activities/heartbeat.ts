import { Context } from '@temporalio/activity';

/** Well within the heartbeat's time-out, but later than most calls take, because a heartbeat costs an action. */
const EVERY_MS = 4_000;

/** Has an activity say that its worker lives, so that a dead worker is noticed long before the call's own time-out. */
export const withHeartbeat =
  <Input, Output>(activity: (input: Input) => Promise<Output>) =>
  async (input: Input): Promise<Output> => {
    const { heartbeat } = Context.current();
    const beating = setInterval(() => heartbeat(), EVERY_MS);
    try {
      return await activity(input);
    } finally {
      clearInterval(beating);
    }
  };
