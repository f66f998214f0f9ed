/**
 * Has a local activity say how long it took, in milliseconds: the workflow's clock goes by it (workflows/engine/clock).
 */
export const measured =
  <Input, Output extends object>(activity: (input: Input) => Promise<Output>) =>
  async (input: Input): Promise<Output & { readonly tookMs: number }> => {
    const startedMs = performance.now();
    const output = await activity(input);
    return { ...output, tookMs: Math.round(performance.now() - startedMs) };
  };
