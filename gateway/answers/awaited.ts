/** Those who wait for one computation: it is given up when the last of them has gone. */
export class Awaited {
  readonly #controller = new AbortController();
  #waiting = 0;

  /** Aborts when nobody waits any more. */
  get gone(): AbortSignal {
    return this.#controller.signal;
  }

  join(gone: AbortSignal): void {
    this.#waiting += 1;
    const leave = () => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#controller.abort();
    };
    if (gone.aborted) leave();
    else gone.addEventListener('abort', leave, { once: true });
  }
}
