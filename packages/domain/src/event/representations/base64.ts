/** RFC 4648, section 4, in the one form that bytes have: whole groups of four, padded with zero bits, without line breaks. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

/** The bytes of a base64 text; `undefined` where it is none. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!base64.test(text)) return undefined;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** Bytes as padded base64. */
export function encodeBase64(bytes: Uint8Array): string {
  const chunk = 8192;
  let binary = '';
  for (let index = 0; index < bytes.length; index += chunk)
    binary += String.fromCharCode(...bytes.subarray(index, index + chunk));
  return btoa(binary);
}
