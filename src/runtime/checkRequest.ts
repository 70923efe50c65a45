import type { RunRequest, Tensor } from "./runtime";

/**
 * Refuses what would end the native library instead of raising an error: a dimension of zero, or data that does not
 * fill its dimensions. Throws RangeError, or TypeError where the data is of another type than declared.
 */
export function checkRequest(request: RunRequest): void {
  for (const [name, feed] of Object.entries(request.feeds)) {
    if (!("ref" in feed)) checkTensor(name, feed);
  }
}

function checkTensor(name: string, tensor: Tensor): void {
  let size = 1;
  for (const dim of tensor.dims) {
    if (!Number.isSafeInteger(dim) || dim < 1) {
      throw new RangeError(`Tensor "${name}" has the shape [${tensor.dims}]: every dimension must be at least 1.`);
    }
    size *= dim;
  }
  if (tensor.data.length !== size) {
    throw new RangeError(
      `Tensor "${name}" has ${tensor.data.length} values, but its shape [${tensor.dims}] needs ${size}.`,
    );
  }
  if (!holds(tensor)) throw new TypeError(`Tensor "${name}" is declared ${tensor.type}, but its data is not.`);
}

function holds({ type, data }: Tensor): boolean {
  switch (type) {
    case "float32":
      return data instanceof Float32Array;
    case "int64":
      return data instanceof BigInt64Array;
    case "bool":
      return data instanceof Uint8Array;
  }
}
