import { inspect } from 'node:util';

/**
 * A value that refuses to be printed or serialised: `String()`, templates and `inspect` give `[secret]`, JSON raises.
 * Without the throwing `toJSON` Temporal's converter would write `{}` into history without a word (temporal.md §3).
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /**
   * The value itself. Call it in the last line before the value is used, and keep the result in no variable that lives
   * on.
   */
  expose(): T {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): never {
    throw new TypeError('A secret must not be serialised: pass a vault reference instead');
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
