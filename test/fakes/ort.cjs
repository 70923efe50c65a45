/**
 * ONNX Runtime as tests of faults need it: it answers at once, with what follows from its input, and does what files in
 * the folder NPT_FAKE_ORT say.
 * - `hang`: a run notes its process in `hanging` and goes on for as long as that file is there;
 * - `memory`: a run fails for lack of memory;
 * - `runs`: grows by a line with the graph's name for each run.
 */
const { appendFileSync, existsSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

class Tensor {
  constructor(type, data, dims) {
    this.type = type;
    this.data = data;
    this.dims = dims;
    this.size = data.length;
  }
}

function at(file) {
  return join(process.env.NPT_FAKE_ORT, file);
}

class InferenceSession {
  constructor(graph) {
    this.graph = graph;
  }

  static async create(bytes) {
    return new InferenceSession(Buffer.from(bytes).toString());
  }

  async run(feeds, wanted) {
    appendFileSync(at("runs"), `${this.graph}\n`);
    if (existsSync(at("memory"))) throw new Error("Non-zero status code returned: Failed to allocate memory for requested buffer of size 21120000");
    if (existsSync(at("hang"))) {
      writeFileSync(at("hanging"), String(process.pid));
      while (existsSync(at("hang")));
    }
    if (this.graph === "context") return Object.fromEntries(wanted.map((name) => [name, new Tensor("float32", new Float32Array(4), [4])]));
    return query(feeds);
  }
}

/** Every cell's likeliest slot follows from what its row holds. */
function query({ x, targets }) {
  const [rows, width] = x.dims;
  const cells = targets.dims[0] * rows;
  const probability = new Float32Array(cells * slots);
  const value = new Float32Array(cells * slots);
  for (let cell = 0; cell < cells; cell++) {
    const row = cell % rows;
    let sum = 0;
    for (let j = 0; j < width; j++) sum += x.data[row * width + j];
    const top = Math.floor(Math.abs(sum) * 7) % 3;
    for (let s = 0; s < slots; s++) {
      probability[cell * slots + s] = s === top ? 0.75 : 0.25 / (slots - 1);
      value[cell * slots + s] = (s - slots / 2) / slots;
    }
  }
  const shape = [targets.dims[0], rows];
  return {
    probability: new Tensor("float32", probability, [...shape, slots]),
    value: new Tensor("float32", value, [...shape, slots]),
    top_weight: new Tensor("float32", new Float32Array(cells), [...shape, 1]),
    top_row: new Tensor("int64", new BigInt64Array(cells), [...shape, 1]),
  };
}

const slots = 8;

module.exports = { Tensor, InferenceSession, env: { versions: { common: "0" }, wasm: {} } };
