// Clients at work for a long time, and everything that can happen to a daemon, its directory and its disk; at
// the end a verdict in numbers. Power cuts need root and a loop device; without, the rest is done.
//
//   soak [SECONDS [SEED]]     60 seconds; exit code 1 when anything that was acknowledged is not so
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>

#include "support/torment.h"

int main(int argc, char** argv) {
  using bridge::testing::LoopDisk;
  using bridge::testing::Torment;
  const std::chrono::seconds length(argc > 1 ? std::atol(argv[1]) : 60);
  const unsigned seed = argc > 2 ? static_cast<unsigned>(std::atol(argv[2])) : std::random_device{}();
  constexpr int kFaultsEachRound = 12;
  try {
    std::cout << "seed " << seed << std::endl;
    LoopDisk disk;
    auto faults = Torment::all_faults();
    if (disk.problem().empty())
      faults.push_back(Torment::Fault::cut_power);
    else
      std::cout << "no power cuts: " << disk.problem() << std::endl;
    Torment torment(faults, seed, disk.problem().empty() ? &disk : nullptr);
    const auto end = std::chrono::steady_clock::now() + length;
    do {
      torment.round(kFaultsEachRound);
      std::cout << torment.verdict() << std::endl;
    } while (torment.verdict().lost.empty() && std::chrono::steady_clock::now() < end);
    if (torment.verdict().lost.empty()) return 0;
    std::cerr << torment.log();
  } catch (const std::exception& fault) {
    std::cerr << fault.what() << "\n";
  }
  return 1;
}
