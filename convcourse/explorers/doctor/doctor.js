// The network doctor in the page: what becomes of a picture in a network, where it breaks, and what would mend it.
// It reads the same sources by the same rules as `convcourse.diagnose`, and says the same words; a test holds the two together.
import { placesOf, signOf } from "./faults.js";
import { looksLikeError, messageOf } from "./messages.js";
import { Refused } from "./reading.js";
import { Surgeon, study } from "./surgeon.js";
import { said } from "./values.js";

const one = (pair) => (pair === null || pair[0] === pair[1] ? (pair?.[0] ?? null) : pair);

/** A layer as it is shown. */
function layerOf(source, entry) {
  const { name, kind, node, got, made } = entry;
  return {
    name,
    kind,
    code: node ? source.text.slice(node.start, node.end) : "",
    line: node?.line ?? null,
    input: got,
    output: made,
    parameters: entry.parameters,
    multiplications: made === null ? null : entry.multiplications,
    field: made === null ? null : one(entry.field ?? [1, 1]),
    jump:
      made === null
        ? null
        : one(
            (
              entry.jump ?? [
                [1, 1],
                [1, 1],
              ]
            ).map(said),
          ),
  }; // prettier-ignore
}

/**
 * What becomes of a picture in a network: `layers`, `faults` and the `source` as it was read; or an `error` in words.
 * A fault's `repairs` are found when they are first asked for.
 * @param {string} text @param {number[]} shape channels, rows, columns @param {?number} [objectSize]
 */
export function diagnose(text, shape, objectSize = null) {
  try {
    if (looksLikeError(text)) return ofMessage(text);
    const found = study(text, shape, objectSize);
    const surgeon = new Surgeon(found);
    const { entries } = found.trace;
    const faults = found.found.map((fault) => ({
      kind: fault.kind,
      message: fault.message,
      fatal: fault.fatal,
      layer: fault.at >= 0 ? fault.at : null,
      line: fault.node?.line ?? null,
      layers: placesOf(fault),
      sign: signOf(fault),
      repairs: later(() => surgeon.repairs(fault)),
    }));
    return {
      layers: entries.map((entry) => layerOf(found.source, entry)),
      faults,
      source: found.source.text,
      error: null,
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { layers: [], faults: [], source: text, error: error.message };
  }
}

/** What is made when it is first asked for. */
function later(make) {
  let made = null;
  return () => {
    made ??= make();
    return made;
  };
}

function ofMessage(text) {
  const found = messageOf(text);
  if (!found) {
    throw new Refused(
      "the error message is none about sizes that the doctor knows; paste the network, too, or the message's last lines",
    );
  }
  const { kind, message, repairs } = found;
  const fault = { kind, message, fatal: true, layer: null, line: null, layers: [], sign: "✗", repairs: () => repairs };
  return { layers: [], faults: [fault], source: text, error: null };
}
