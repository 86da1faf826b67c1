/** The sentence of an error, with the name and the sentence of what caused it: for logs and dead letters, never for a caller. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.name}: ${cause.message}` : error.message;
}
