import { describe, expect, it, vi } from 'vitest';
import { Crowd } from '../../../src/engine/Crowd.js';

describe('Crowd', () => {
  it('should be there as long as one crowd is left', () => {
    const crowd = new Crowd();
    const seen = [crowd.isThere];
    for (const change of [1, 1, -1, -1, 1] as const) {
      crowd.change(change);
      seen.push(crowd.isThere);
    }
    expect(seen).toEqual([false, true, true, true, false, true]);
  });

  it('should call back once, when the last is gone', () => {
    const crowd = new Crowd();
    const wake = vi.fn(() => expect(crowd.isThere).toBe(false));
    crowd.change(1);
    crowd.change(1);
    crowd.whenGone(wake);
    crowd.change(-1);
    expect(wake).not.toHaveBeenCalled();
    crowd.change(-1);
    expect(wake).toHaveBeenCalledOnce();
    crowd.change(1);
    crowd.change(-1);
    expect(wake).toHaveBeenCalledOnce();
  });

  it('should forget a wish when asked to, and no other one', () => {
    const crowd = new Crowd();
    const [one, other] = [vi.fn(), vi.fn()];
    crowd.change(1);
    crowd.whenGone(one)();
    crowd.change(-1);
    crowd.change(1);
    const forget = crowd.whenGone(one);
    crowd.whenGone(other);
    forget();
    crowd.change(-1);
    expect([one.mock.calls.length, other.mock.calls.length]).toEqual([0, 1]);
  });

  it('should let whoever is called back wish again', () => {
    const crowd = new Crowd();
    const again = vi.fn();
    crowd.change(1);
    crowd.whenGone(() => {
      crowd.change(1);
      crowd.whenGone(again);
    });
    crowd.change(-1);
    expect(again).not.toHaveBeenCalled();
    crowd.change(-1);
    expect(again).toHaveBeenCalledOnce();
  });
});
