import { describe, expect, it } from 'vitest';
import { createFlights } from '../../../src/engine/flights.js';

const nobody = { next() {}, error() {}, complete() {} };

describe('createFlights', () => {
  it('should abort the call once, when the last passenger has left, however often they say so', () => {
    const flights = createFlights<number>();
    const flight = flights.open('key');
    let aborted = 0;
    flight.call = { unsubscribe: () => aborted++ };
    const seats = [flight.board(nobody), flight.board(nobody)];
    seats[0]?.unsubscribe();
    seats[0]?.unsubscribe();
    expect([aborted, flights.size]).toEqual([0, 1]);
    seats[1]?.unsubscribe();
    seats[1]?.unsubscribe();
    expect([aborted, flights.size]).toEqual([1, 0]);
  });

  it('should hand nothing to a passenger who has left', () => {
    const flight = createFlights<number>().open('key');
    const got: unknown[] = [];
    flight.board(nobody);
    const seat = flight.board({
      next: (value) => got.push(value),
      error: (error) => got.push(error),
      complete: () => got.push('end'),
    });
    flight.next(1);
    seat.unsubscribe();
    flight.next(2);
    flight.complete();
    expect(got).toEqual([1]);

    const failing = createFlights<number>().open('key');
    const gone = { ...nobody, error: (error: unknown) => got.push(error) };
    failing.board(nobody);
    failing.board(gone).unsubscribe();
    failing.error('failed');
    expect(got).toEqual([1]);
  });
});
