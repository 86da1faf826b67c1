/** What a program is asked. */
export interface Question {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

/** What it answers. */
export type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: unknown });

/** What can be asked, by its name. */
export type Answers = Readonly<Record<string, (argument: never) => unknown>>;

/**
 * Answers the questions of the process that started this one, and ends with it.
 *
 * @param stop what is to be done before the end
 */
export function answerQuestions(answers: Answers, stop: () => Promise<void> | void = () => {}): void {
  const all: Answers = { ready: () => true, ...answers };
  const answer = async ({ id, name, argument }: Question): Promise<void> => {
    try {
      const answered = all[name];
      if (answered === undefined) throw new Error(`nobody answers ${name} here`);
      tell({ id, value: await answered(argument as never) });
    } catch (error) {
      tell({ id, error });
    }
  };
  process.on('message', (question) => void answer(question as Question));
  process.on('disconnect', () => void Promise.resolve(stop()).finally(() => process.exit()));
}

function tell(answer: Answer): void {
  process.send?.(answer);
}
