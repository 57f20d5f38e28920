#include "app/change_trouble.h"

namespace bridge::app {
namespace {

constexpr int kEnough = 3;
constexpr std::chrono::minutes kMemory{1};

bool is_of_the_server(const ldap::Failure& failure) {
  using Kind = ldap::Failure::Kind;
  return failure.kind == Kind::denied || failure.kind == Kind::unavailable;
}

}  // namespace

void ChangeTrouble::note(const ldap::Failure* failure, SteadyTime now) {
  last_.with([&](Last& last) {
    if (failure == nullptr || !is_of_the_server(*failure)) {
      last = {};
      return;
    }
    ++last.in_a_row;
    last.why = failure->message;
    last.at = now;
  });
}

std::string ChangeTrouble::problem(SteadyTime now) const {
  return last_.with([&](const Last& last) {
    const bool stands = last.in_a_row >= kEnough && now - last.at < kMemory;
    return stands ? "the directory takes no changes: " + last.why : std::string();
  });
}

}  // namespace bridge::app
