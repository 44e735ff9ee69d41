/** Sums of a series of numbers, of their squares, and of the products of neighbours. */
export class Moments {
  count = 0;
  sum = 0;
  squares = 0;
  /** Neighbours: how many there are, their products, and the sum of both members of each. */
  pairs = 0;
  products = 0;
  paired = 0;

  /** Takes one more number, and the one beside it where that belongs to the series. */
  add(value: number, beside: number | undefined): void {
    this.count += 1;
    this.sum += value;
    this.squares += value ** 2;
    if (beside === undefined) return;
    this.pairs += 1;
    this.products += beside * value;
    this.paired += beside + value;
  }
}
