/**
 * Jest runs tests in a realm of their own, in which Node's errors are no instances of `Error`: the SDK would replace a refused
 * connection by an error without a code. Outside of Jest there is one realm, and `instanceof` tells the truth; here it is made to.
 *
 * @see https://github.com/jestjs/jest/issues/2549
 */
const inThisRealm = (type: unknown, value: unknown): boolean =>
  Function.prototype[Symbol.hasInstance].call(type, value);

/** ES2026, which Node 24 has and the compiler's library does not know. */
const { isError } = Error as unknown as { readonly isError: (value: unknown) => boolean };

Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    return inThisRealm(this, value) || (this === Error && isError(value));
  },
});
