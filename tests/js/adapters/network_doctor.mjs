import { diagnose } from "../../../convcourse/explorers/doctor/doctor.js";

/** All that the doctor says of a source, with its repairs. */
function whole(text, shape, objectSize) {
  const { error, ...found } = diagnose(text, shape, objectSize);
  if (error) return { error };
  const faults = found.faults.map((one) => ({ ...one, repairs: one.repairs() }));
  return { error, ...found, faults };
}

export default () => ({ whole });
