#include "base/secret.h"

#include <openssl/crypto.h>

#include <ostream>

namespace bridge {

void Secret::wipe() noexcept {
  // The whole capacity: a shorter text may have been assigned over a longer one.
  text_.resize(text_.capacity());
  OPENSSL_cleanse(text_.data(), text_.size());
}

std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "*****"; }

}  // namespace bridge
