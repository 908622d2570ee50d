// What a stream of numbers gives, from its seed.
import { drawsOf } from "../../../convcourse/explorers/problems/draws.js";

export default () => ({
  wholes: (seed, count, low, high) => drawsOf(seed).wholes(count, low, high),
});
