// What the middle unit of a stack's last map sees, looked at from both ends.
import { dependents, dependsOn, fieldSteps } from "../../../convcourse/explorers/parts/stack.js";

/** Whether looking up from each pixel finds the same pairs as looking down from each unit. */
function agrees(state, levels, depth) {
  const down = Array.from({ length: levels[depth].size }, (_, i) => dependsOn(state, levels, depth, i)[0].units);
  return Array.from({ length: levels[0].size }, (_, x) => dependents(state, levels, x)[depth]).every((users, x) =>
    down.every((units, i) => units.has(x) === users.includes(i)),
  );
}

export default function adapter({ compute }) {
  function middle(state) {
    const { levels, trouble, depth } = compute(state);
    const unit = Math.floor(levels[depth].size / 2);
    const [{ units }] = dependsOn(state, levels, depth, unit);
    return {
      levels,
      trouble,
      unit,
      paths: units,
      agrees: state.input_size > 60 || agrees(state, levels, depth),
      steps: fieldSteps(state, levels, depth),
    };
  }
  return { middle };
}
