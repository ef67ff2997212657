/** Of vrun itself; the package's. A unit test keeps them equal. */
export const version = "0.1.0";
/** The newest runtime-spec that vrun reads. */
export const specVersion = "1.3.0";
