/** What a holder of a key has of it. */
export interface PrintedKey {
  /** 16 characters of base64url. */
  readonly keyId: string;
  /** 256 random bits as 43 characters of base64url. */
  readonly secret: string;
}

const form = /^annals_([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{43})$/;

/** A key as its holder keeps it: the prefix tells people, and scanners for leaked secrets, what it is. */
export function printKey({ keyId, secret }: PrintedKey): string {
  return `annals_${keyId}.${secret}`;
}

/** What a printed key holds; `undefined` where a text is none. */
export function parsePrintedKey(text: string): PrintedKey | undefined {
  const [, keyId, secret] = form.exec(text) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}
