package org.smime4j.internal.io;

import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * The processor work that may still be done for one message, or for one file. Counting operations
 * does not bound work: one signature check may take a thousand times as long as another. So all
 * work that a stranger's input asks for is estimated from sizes before it is done, in one unit, and
 * drawn on one budget; {@link Limit#WORK} sets it. Not for use by several threads.
 *
 * <p>The unit is a microsecond of one processor of 2024, rounded up. What the caller's own private
 * keys do is not drawn on it ({@link Limit#PRIVATE_KEY_MILLIS}), nor is key derivation from a
 * password ({@link Limit#KDF_ITERATIONS}).
 */
public final class WorkBudget {

  /**
   * Octets that bring a unit of their own: each may be read in three forms and be hashed by the
   * slowest digest, whatever the size of the message is.
   */
  private static final long OCTETS_OF_A_UNIT = 27;

  /** Of a file of keys: nothing in it is there but to be computed with. */
  private static final long UNITS_OF_TEN_OCTETS = 3;

  private final long allowed;
  private final @Nullable WorkBudget whole;
  private long left;

  private WorkBudget(long allowed, @Nullable WorkBudget whole) {
    this.allowed = allowed;
    this.left = allowed;
    this.whole = whole;
  }

  /**
   * The budget of one message.
   *
   * @param octets the size of the message, which is not limited, so that what follows from its size
   *     alone is not either
   */
  public static WorkBudget of(Limits limits, long octets) {
    return with(limits, Math.max(0, octets) / OCTETS_OF_A_UNIT);
  }

  /**
   * The budget of one file of keys: a tenth of a second for 330,000 octets beside what the limit
   * says, so that thousands of keys may stand in one file.
   *
   * @param octets the size of the file
   */
  public static WorkBudget ofKeyFile(Limits limits, long octets) {
    return with(limits, Math.max(0, octets) / 10 * UNITS_OF_TEN_OCTETS);
  }

  private static WorkBudget with(Limits limits, long more) {
    long allowed = limits.get(Limit.WORK);
    return new WorkBudget(allowed > Long.MAX_VALUE - more ? Long.MAX_VALUE : allowed + more, null);
  }

  /**
   * A budget for a part of the work that anybody can add to a message: it draws on this one, and
   * ends before this does.
   *
   * @param parts how many such parts this would be
   */
  public WorkBudget part(int parts) {
    return new WorkBudget(allowed / parts, this);
  }

  /**
   * Draws on the budget, before the work.
   *
   * @throws SmimeException.LimitExceeded if so much is not left; then nothing is
   */
  public void spend(long units) throws SmimeException.LimitExceeded {
    if (!draw(units)) {
      throw new SmimeException.LimitExceeded(Limit.WORK, allowed);
    }
  }

  /** Draws on the budget, before the work; false if so much is not left, and then nothing is. */
  public boolean draw(long units) {
    if (units > left || (whole != null && !whole.covers(units))) {
      left = -1;
      return false;
    }
    left -= units;
    return whole == null || whole.draw(units);
  }

  private boolean covers(long units) {
    return units <= left && (whole == null || whole.covers(units));
  }

  /** True once something could not be done. */
  public boolean isExceeded() {
    return left < 0;
  }

  /** The units of work that are allowed in all. */
  public long allowed() {
    return allowed;
  }
}
