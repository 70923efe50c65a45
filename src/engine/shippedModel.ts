import { type Manifest, parseManifest } from "../npt/manifest";
import { createOrtRuntime, firstLine, type OrtBackend } from "../runtime/ortRuntime";
import { RuntimeFault } from "../runtime/runtime";
import { createModel, type Model } from "./model";
import type { Setup } from "./protocol";
import type { Surroundings } from "./service";

/** ONNX Runtime as it is loaded in one place, and how that place reads files. */
export interface ModelPlace {
  readonly name: OrtBackend["name"];
  load(setup: Setup): Promise<Pick<OrtBackend, "library" | "options">>;
  readFile(path: string): Promise<Uint8Array>;
  join(folder: string, file: string): string;
  /** In lower-case hex. */
  sha256(bytes: Uint8Array): Promise<string>;
}

/** The model that is installed as files, read at its first use and compared with its manifest, so that no damaged one is ever run. */
export function shippedModel(place: ModelPlace): Pick<Surroundings, "start" | "model"> {
  let started: { readonly setup: Setup; readonly ort: Pick<OrtBackend, "library" | "options"> } | null = null;
  let loading: Promise<Model> | null = null;

  async function load(): Promise<Model> {
    if (started === null) throw new RuntimeFault("run-failed", "The model was asked to run before it was started.");
    const { setup, ort } = started;
    const { manifest, sha256 } = await readManifest(place, setup.models);
    const readGraph = (graph: string): Promise<Uint8Array> => readGraphFile(place, setup.models, manifest, graph);
    return createModel(manifest, sha256, createOrtRuntime({ name: place.name, ...ort, readGraph }));
  }

  return {
    async start(setup) {
      try {
        started = { setup, ort: await place.load(setup) };
      } catch (error) {
        throw new RuntimeFault("load-failed", `ONNX Runtime could not be loaded: ${firstLine(error)}`);
      }
      return started.ort.library.env.versions.common;
    },
    model() {
      loading ??= load();
      // A failure is tried anew the next time.
      loading.catch(() => {
        loading = null;
      });
      return loading;
    },
  };
}

/** `sha256` is the manifest's own: the manifest names that of every graph. */
async function readManifest(place: ModelPlace, models: string): Promise<{ manifest: Manifest; sha256: string }> {
  const path = place.join(models, "npt.json");
  let bytes: Uint8Array;
  try {
    bytes = await place.readFile(path);
  } catch {
    throw new RuntimeFault("model-missing", `The model's manifest ${path} cannot be read. Reinstall NPT Impute.`);
  }
  try {
    return { manifest: parseManifest(new TextDecoder().decode(bytes)), sha256: await place.sha256(bytes) };
  } catch (error) {
    throw new RuntimeFault("model-corrupt", `The model's manifest ${path} cannot be used: ${firstLine(error)} Reinstall NPT Impute.`);
  }
}

/** Bytes of a graph that the manifest names, as it names them. Faults `model-missing`, `model-corrupt`. */
export async function readGraphFile(
  place: Pick<ModelPlace, "readFile" | "join" | "sha256">,
  models: string,
  manifest: Pick<Manifest, "graphs">,
  graph: string,
): Promise<Uint8Array> {
  const graphs: Readonly<Record<string, { readonly file: string; readonly sha256: string }>> = { ...manifest.graphs };
  const entry = Object.hasOwn(graphs, graph) ? graphs[graph] : undefined;
  if (entry === undefined) throw new RuntimeFault("model-missing", `The model has no graph "${graph}".`);
  const path = place.join(models, entry.file);
  let bytes: Uint8Array;
  try {
    bytes = await place.readFile(path);
  } catch (error) {
    throw new RuntimeFault("model-missing", `The model file ${path} cannot be read (${firstLine(error)}). Reinstall NPT Impute.`);
  }
  if ((await place.sha256(bytes)) !== entry.sha256.toLowerCase()) {
    throw new RuntimeFault(
      "model-corrupt",
      `The model file ${path} is damaged: its SHA-256 differs from the manifest's. Reinstall NPT Impute.`,
    );
  }
  return bytes;
}
