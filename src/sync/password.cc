#include "sync/password.h"

#include <array>

#include "base/characters.h"

namespace bridge::sync {
namespace {

std::string random_text(Random& random) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::array<unsigned char, 28> bytes{};  // Six bits of each are used.
  random.fill(bytes);
  std::string text = "aA1-";  // One of each kind that policies ask for.
  for (const unsigned char byte : bytes) text += kAlphabet[byte & 63];
  return text;
}

}  // namespace

std::string make_password(Random& random, mapping::PasswordForm form) {
  const std::string text = random_text(random);
  return form == mapping::PasswordForm::active_directory ? active_directory_password(text) : text;
}

}  // namespace bridge::sync
