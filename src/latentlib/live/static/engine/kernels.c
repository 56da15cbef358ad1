// The few loops in which a network spends its time, in WebAssembly SIMD.
//
// No library, no allocation: the caller lays everything out in the one memory, in float32, and says
// where it is. kernels.js has the same functions in plain JavaScript, and how this file becomes
// kernels.wasm is in latentlib/live/wasm.py.

#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name))) void name
#define LOAD(p) wasm_v128_load(p)
#define STORE(p, v) wasm_v128_store(p, v)
#define SPLAT(x) wasm_f32x4_splat(x)
#define ADD wasm_f32x4_add
#define MUL wasm_f32x4_mul
#define MUL_ADD(a, b, c) ADD(MUL(a, b), c)

// A tile of C, four rows by eight columns, lives in eight registers while k runs.
static inline void tile_4x8(int n, int k, const float *a, const float *b, float *c) {
  v128_t left[4], right[4];
  for (int i = 0; i < 4; i++) left[i] = right[i] = SPLAT(0);
  for (int p = 0; p < k; p++, b += n) {
    v128_t b0 = LOAD(b), b1 = LOAD(b + 4);
    for (int i = 0; i < 4; i++) {
      v128_t ai = wasm_v128_load32_splat(a + i * k + p);
      left[i] = MUL_ADD(ai, b0, left[i]);
      right[i] = MUL_ADD(ai, b1, right[i]);
    }
  }
  for (int i = 0; i < 4; i++) {
    STORE(c + i * n, left[i]);
    STORE(c + i * n + 4, right[i]);
  }
}

static inline void tile(int rows, int n, int k, const float *a, const float *b, float *c) {
  v128_t sum[4];
  for (int i = 0; i < rows; i++) sum[i] = SPLAT(0);
  for (int p = 0; p < k; p++, b += n) {
    v128_t bp = LOAD(b);
    for (int i = 0; i < rows; i++)
      sum[i] = MUL_ADD(wasm_v128_load32_splat(a + i * k + p), bp, sum[i]);
  }
  for (int i = 0; i < rows; i++) STORE(c + i * n, sum[i]);
}

// C (m, n) = A (m, k) B (k, n), row after row; n is a multiple of 4.
EXPORT(multiply)(int m, int n, int k, const float *a, const float *b, float *c) {
  int i = 0;
  for (; i + 4 <= m; i += 4, a += 4 * k, c += 4 * n) {
    int j = 0;
    for (; j + 8 <= n; j += 8) tile_4x8(n, k, a, b + j, c + j);
    if (j < n) tile(4, n, k, a, b + j, c + j);
  }
  for (; i < m; i++, a += k, c += n)
    for (int j = 0; j < n; j += 4) tile(1, n, k, a, b + j, c + j);
}

static inline float sum_of(v128_t v) {
  v = ADD(v, wasm_i32x4_shuffle(v, v, 2, 3, 0, 1));
  v = ADD(v, wasm_i32x4_shuffle(v, v, 1, 0, 3, 2));
  return wasm_f32x4_extract_lane(v, 0);
}

static inline void rows_by_vector(int rows, int k, const float *a, const float *x, float *y) {
  v128_t sum[4];
  for (int i = 0; i < rows; i++) sum[i] = SPLAT(0);
  int p = 0;
  for (; p + 4 <= k; p += 4) {
    v128_t xp = LOAD(x + p);
    for (int i = 0; i < rows; i++) sum[i] = MUL_ADD(LOAD(a + i * k + p), xp, sum[i]);
  }
  for (int i = 0; i < rows; i++) {
    float total = sum_of(sum[i]);
    for (int q = p; q < k; q++) total += a[i * k + q] * x[q];
    y[i] = total;
  }
}

// y (m) = A (m, k) x (k).
EXPORT(multiply_vector)(int m, int k, const float *a, const float *x, float *y) {
  int i = 0;
  for (; i + 4 <= m; i += 4) rows_by_vector(4, k, a + i * k, x, y + i);
  for (; i < m; i++) rows_by_vector(1, k, a + i * k, x, y + i);
}

// e to the power of x: x = i ln 2 + r, then a polynomial for e^r on [-ln 2 / 2, ln 2 / 2], its
// Taylor series to r^7, whose remainder is below float32's rounding there. From 88.4 on it is
// infinite; what is not a number stays so, since pmin and pmax then return their first argument.
static inline v128_t exponential(v128_t x) {
  x = wasm_f32x4_pmin(wasm_f32x4_pmax(x, SPLAT(-87)), SPLAT(89));
  v128_t whole = wasm_f32x4_nearest(MUL(x, SPLAT(1.44269504f)));
  v128_t r = MUL_ADD(whole, SPLAT(-0.693359375f), x);  // ln 2 in two parts
  r = MUL_ADD(whole, SPLAT(2.12194440e-4f), r);
  v128_t y = SPLAT(1.0f / 5040);
  y = MUL_ADD(y, r, SPLAT(1.0f / 720));
  y = MUL_ADD(y, r, SPLAT(1.0f / 120));
  y = MUL_ADD(y, r, SPLAT(1.0f / 24));
  y = MUL_ADD(y, r, SPLAT(1.0f / 6));
  y = MUL_ADD(y, r, SPLAT(0.5f));
  y = MUL_ADD(y, r, SPLAT(1));
  y = MUL_ADD(y, r, SPLAT(1));
  v128_t power = wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(whole), wasm_i32x4_splat(127));
  return MUL(y, wasm_i32x4_shl(power, 23));
}

static inline v128_t logistic(v128_t x) {
  return wasm_f32x4_div(SPLAT(1), ADD(SPLAT(1), exponential(wasm_f32x4_neg(x))));
}

// Each works in place on n numbers, n rounded up to a multiple of 4.
EXPORT(relu)(int n, float *x) {
  for (int i = 0; i < n; i += 4) STORE(x + i, wasm_f32x4_max(LOAD(x + i), SPLAT(0)));
}

EXPORT(sigmoid)(int n, float *x) {
  for (int i = 0; i < n; i += 4) STORE(x + i, logistic(LOAD(x + i)));
}

EXPORT(silu)(int n, float *x) {
  for (int i = 0; i < n; i += 4) STORE(x + i, MUL(LOAD(x + i), logistic(LOAD(x + i))));
}

EXPORT(tanh)(int n, float *x) {
  for (int i = 0; i < n; i += 4) {
    v128_t s = logistic(MUL(LOAD(x + i), SPLAT(2)));
    STORE(x + i, wasm_f32x4_sub(ADD(s, s), SPLAT(1)));
  }
}
