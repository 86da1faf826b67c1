declare module 'aws-xray-sdk-core/dist/lib/segments/attributes/captured_exception.js' {
  /** An error as X-Ray's console shows it, with its stack. */
  const CapturedException: new (error: Error) => object;
  export default CapturedException;
}
