/** Subscriptions sent and not answered yet, by the id of their message, oldest first. */
export class UnansweredMessages {
  readonly #topics = new Map<number, readonly string[]>();
  #lastId = 0;
  /** Whether the venue has ever answered a subscription: some never do. */
  hasAnswers = false;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  sent(id: number, topics: readonly string[]): void {
    this.#topics.set(id, topics);
  }

  /** What an answer is about: by name, by the id of the message, or the oldest message that waits for an answer. */
  answered({ topics, id }: { readonly topics?: readonly string[]; readonly id?: number }): readonly string[] {
    this.hasAnswers = true;
    const answered = id ?? (topics === undefined ? this.#topics.keys().next().value : undefined);
    if (answered === undefined) return topics ?? [];
    const asked = this.#topics.get(answered) ?? [];
    this.#topics.delete(answered);
    return topics ?? asked;
  }

  /** The socket is gone, and no answer will come. */
  clear(): void {
    this.#topics.clear();
  }
}
