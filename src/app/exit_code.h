#pragma once

namespace bridge::app {

// What scripts can rely on.
inline constexpr int kFine = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kSomethingToSee = 3;  // Nothing is broken, but somebody should look.
inline constexpr int kStartAnew = 75;      // Told to systemd alone: start the service again (EX_TEMPFAIL).

}  // namespace bridge::app
