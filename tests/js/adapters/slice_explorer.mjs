// A scan smoothed in several ways: its measures, and of its many numbers some.

const EACH = 997; // of how many numbers one is told

export default function adapter({ smoothings }) {
  /** What becomes of the scan in each state, from one memory, as in a figure. */
  function smoothed(states, given) {
    const memory = {};
    return states.map((state) => {
      const { volumes, measures } = smoothings(state, given, memory);
      const some = Object.entries(volumes).map(([name, { data }]) => [name, data.filter((_, i) => i % EACH === 0)]);
      return { measures, some: Object.fromEntries(some) };
    });
  }
  return { smoothed };
}
