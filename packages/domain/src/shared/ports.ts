/** What time it is. */
export interface Clock {
  /**
   * Microseconds since 1970-01-01T00:00:00Z, a safe integer within the years 0000 to 9999. A later call returns a smaller value
   * only after the system's clock was set back.
   */
  nowMicros(): number;
}

/** Makes identifiers that are unique across processes, of 1..64 URL-safe ASCII characters. */
export interface IdGenerator {
  nextId(): string;
}

/** SHA-256 of bytes, or of a text's UTF-8 form, as 43 characters of unpadded base64url. */
export type Sha256 = (input: string | Uint8Array) => string;
