// The sums and maxima of a network's layers, for WebAssembly with SIMD (AssemblyScript). `python -m tests.kernel` compiles it.
//
// It allocates nothing and checks nothing: layers.js lays out the memory and passes addresses and distances in bytes.
// A map is float32, channels last, in a border of zeros as wide as the layer that reads it needs. What a window reads in
// one row of the kernel then lies side by side, for any number of channels: no im2col, no cases at the edges.

/** 8 sums of one pixel, of which `count` are wanted. */
function keep(at: usize, low: v128, high: v128, count: i32): void {
  if (count >= 8) {
    v128.store(at, low);
    v128.store(at, high, 16);
    return;
  }
  if (count >= 4) {
    v128.store(at, low);
    low = high;
    at += 16;
    count -= 4;
  }
  if (count > 0) v128.store_lane<f32>(at, low, 0);
  if (count > 1) v128.store_lane<f32>(at, low, 1, 4);
  if (count > 2) v128.store_lane<f32>(at, low, 2, 8);
}

/**
 * A sum over windows, for each pixel and channel of the output, then the larger of it and `floor`.
 *
 * At `src` begins the window of the first output pixel; `srcRow` and `srcPixel` on, that of the next row and pixel. A
 * window has `rows` × `cols` taps, `tapRow` and `tapCol` apart, and at each tap `run` bytes. Weights are packed as
 * [channels / 8][rows][cols][run][8], `bias` likewise.
 */
export function convolve(
  src: usize, srcRow: usize, srcPixel: usize,
  rows: i32, cols: i32, tapRow: usize, tapCol: usize, run: usize,
  weights: usize, bias: usize,
  dst: usize, dstRow: usize, dstPixel: usize,
  height: i32, width: i32, channels: i32, floor: f32,
): void {
  const least = f32x4.splat(floor);
  const block = <usize>(rows * cols) * run * 8; // bytes of the weights of 8 channels
  for (let y = 0; y < height; y++) {
    for (let c = 0; c < channels; c += 8) {
      const b0 = v128.load(bias + (<usize>c << 2)), b1 = v128.load(bias + (<usize>c << 2), 16);
      for (let start = 0; start < width; start += 4) {
        // 4 pixels × 8 channels: their 8 sums, 2 weights and a number fit into the 16 registers of x86. The last four
        // may overlap those before them; where there are fewer than four, some are computed more than once.
        const x0 = max(0, min(start, width - 4));
        const x1 = min(x0 + 1, width - 1), x2 = min(x0 + 2, width - 1), x3 = min(x0 + 3, width - 1);
        let a00 = b0, a01 = b1, a10 = b0, a11 = b1, a20 = b0, a21 = b1, a30 = b0, a31 = b1;
        let w = weights + <usize>(c >> 3) * block;
        let line = src + <usize>y * srcRow;
        for (let i = 0; i < rows; i++, line += tapRow) {
          let tap = line;
          for (let j = 0; j < cols; j++, tap += tapCol) {
            let p0 = tap + <usize>x0 * srcPixel;
            let p1 = tap + <usize>x1 * srcPixel;
            let p2 = tap + <usize>x2 * srcPixel;
            let p3 = tap + <usize>x3 * srcPixel;
            const end = p0 + run;
            while (p0 < end) {
              const w0 = v128.load(w), w1 = v128.load(w, 16);
              let v = v128.load32_splat(p0);
              a00 = f32x4.add(a00, f32x4.mul(v, w0)); a01 = f32x4.add(a01, f32x4.mul(v, w1));
              v = v128.load32_splat(p1);
              a10 = f32x4.add(a10, f32x4.mul(v, w0)); a11 = f32x4.add(a11, f32x4.mul(v, w1));
              v = v128.load32_splat(p2);
              a20 = f32x4.add(a20, f32x4.mul(v, w0)); a21 = f32x4.add(a21, f32x4.mul(v, w1));
              v = v128.load32_splat(p3);
              a30 = f32x4.add(a30, f32x4.mul(v, w0)); a31 = f32x4.add(a31, f32x4.mul(v, w1));
              w += 32; p0 += 4; p1 += 4; p2 += 4; p3 += 4;
            }
          }
        }
        const d = dst + <usize>y * dstRow + (<usize>c << 2);
        const left = channels - c;
        keep(d + <usize>x0 * dstPixel, f32x4.max(a00, least), f32x4.max(a01, least), left);
        keep(d + <usize>x1 * dstPixel, f32x4.max(a10, least), f32x4.max(a11, least), left);
        keep(d + <usize>x2 * dstPixel, f32x4.max(a20, least), f32x4.max(a21, least), left);
        keep(d + <usize>x3 * dstPixel, f32x4.max(a30, least), f32x4.max(a31, least), left);
      }
    }
  }
}

/** The first tap at or behind the beginning of a map, where a window begins at `from`. */
function firstTap(from: i32, step: i32): i32 {
  return from < 0 ? (step - 1 - from) / step : 0;
}

/** How many of `taps` from `from` on lie before `end`. */
function tapsBefore(end: i32, from: i32, step: i32, taps: i32): i32 {
  return from >= end ? 0 : min(taps, (end - from + step - 1) / step);
}

/**
 * The largest number of each window that lies in the map, or its mean, per channel.
 *
 * `src` is the map's first pixel, of `height` × `width`; windows begin `top` and `left` before it. With `average`, a sum
 * is divided by how many taps lie in the map; or, where `padded` is 1, in the map and its padding, which then ends at
 * `bottom` and `right`.
 */
export function pool(
  src: usize, srcRow: usize, pixel: usize, height: i32, width: i32,
  rows: i32, cols: i32, strideY: i32, strideX: i32, stepY: i32, stepX: i32,
  top: i32, left: i32, bottom: i32, right: i32, average: i32, padded: i32,
  dst: usize, dstRow: usize, dstHeight: i32, dstWidth: i32,
): void {
  const none = average ? f32x4.splat(0) : f32x4.splat(-Infinity);
  for (let y = 0; y < dstHeight; y++) {
    const fromY = y * strideY - top;
    const y0 = firstTap(fromY, stepY), y1 = tapsBefore(height, fromY, stepY, rows);
    for (let x = 0; x < dstWidth; x++) {
      const fromX = x * strideX - left;
      const x0 = firstTap(fromX, stepX), x1 = tapsBefore(width, fromX, stepX, cols);
      const count = padded
        ? tapsBefore(bottom, fromY, stepY, rows) * tapsBefore(right, fromX, stepX, cols)
        : max(0, y1 - y0) * max(0, x1 - x0);
      const share = f32x4.splat(1 / <f32>count);
      const d = dst + <usize>y * dstRow + <usize>x * pixel;
      for (let c: usize = 0; c < pixel; c += 16) {
        let found = none;
        for (let i = y0; i < y1; i++) {
          const line = src + c + <usize>(fromY + i * stepY) * srcRow;
          for (let j = x0; j < x1; j++) {
            const v = v128.load(line + <usize>(fromX + j * stepX) * pixel); // past the last channel too: not stored
            found = average ? f32x4.add(found, v) : f32x4.max(found, v);
          }
        }
        if (average) found = f32x4.mul(found, share);
        keep(d + c, found, found, min(4, <i32>(pixel - c) >> 2));
      }
    }
  }
}

/** The larger of each number and 0, pixel by pixel of a map whose rows are `bytes` long. */
export function rectify(src: usize, srcRow: usize, dst: usize, dstRow: usize, bytes: usize, height: i32): void {
  for (let y = 0; y < height; y++, src += srcRow, dst += dstRow) {
    for (let x: usize = 0; x < bytes; x += 4) store<f32>(dst + x, max<f32>(0, load<f32>(src + x)));
  }
}
