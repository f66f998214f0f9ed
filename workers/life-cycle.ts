import type { Logger } from 'pino';

/** Longer than the longest request. */
const STOP_WITHIN_MS = 12_000;

/**
 * Aborts when the process is to stop (SIGTERM, SIGINT, or the parent it talked to is gone), and ends it once `close` is
 * done, or when that takes too long.
 */
export function stopOnSignals(log: Logger, close: () => Promise<void>): AbortController {
  const stopping = new AbortController();
  const stop = (reason: string): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    void close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  if (process.send) process.once('disconnect', () => stop('parent gone'));
  return stopping;
}

/** What is wrong with a host or a port, by the code of the system. */
const LISTEN_PROBLEMS: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) => `_PORT: port ${port} of ${host} is taken by another process`,
  EACCES: (_host, port) => `_PORT: this user may not listen on port ${port}`,
};

/**
 * What `listen` gives.
 * @param prefix of the two variables, such as `HTTP` of HTTP_HOST and HTTP_PORT
 * @throws Error that names the variable to change
 */
export async function listenOn<T>(
  prefix: string,
  { host, port }: { readonly host: string; readonly port: number },
  listen: () => Promise<T>,
): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    // An error that the system did not raise has nothing to do with the address.
    if (code === undefined || syscall === undefined) throw error;
    const problem = LISTEN_PROBLEMS[code]?.(host, port) ?? `_HOST: cannot listen on ${host} (${code})`;
    throw new Error(prefix + problem, { cause: error });
  }
}

/** Runs a process. An error that keeps it from starting is logged by its message alone, and ends it with 1. */
export function runProcess(log: Logger, main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    log.fatal(
      error instanceof Error ? error.message : `${log.bindings().name as string} stopped for an unknown reason`,
    );
    process.exit(1);
  });
}
