/** The quartiles of numbers, as the core's `Spread` has them: the smallest number that a quarter, half and three quarters of them do not
 * exceed. What is undefined is left out; NaN where nothing is defined. @param {number[]} numbers */
export function quartiles(numbers) {
  const sorted = Float64Array.from(numbers.filter((number) => !Number.isNaN(number))).sort();
  return [1, 2, 3].map((quarter) => sorted[Math.ceil((sorted.length * quarter) / 4) - 1] ?? Number.NaN);
}
