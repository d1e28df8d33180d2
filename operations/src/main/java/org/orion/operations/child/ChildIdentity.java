package org.orion.operations.child;

import org.orion.operations.web.BadInputException;

/// Who a child is. It stands nowhere in the clear but on the page of whoever opened it, and does
/// not print itself.
///
/// @param bornOn `2015`, `2015-03` or `2015-03-31`; empty where it is not known
public record ChildIdentity(
    String name, String bornOn, String address, String guardians, String words) {
  static final ChildIdentity UNKNOWN = new ChildIdentity("", "", "", "", "");

  /// @throws BadInputException when something is too long, or no date; it repeats nothing
  ChildIdentity checked() {
    boolean fits =
        name.length() <= 500
            && bornOn.matches("|\\d{4}(-\\d{2}(-\\d{2})?)?")
            && address.length() <= 2000
            && guardians.length() <= 2000
            && words.length() <= 20_000;
    if (!fits) {
      throw new BadInputException("child.identity.bad");
    }
    return this;
  }

  @Override
  public String toString() {
    return "ChildIdentity[not shown]";
  }
}
