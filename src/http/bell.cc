#include "http/bell.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <cstring>

namespace bridge::http {

Result<Bell> Bell::make() {
  UniqueFd fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!fd) return internal(std::string("eventfd: ") + std::strerror(errno));
  return Bell(std::move(fd));
}

void Bell::ring() const {
  eventfd_write(fd_.get(), 1);  // Fails only when it has been rung 2^64 times unheard.
}

void Bell::silence() const {
  eventfd_t rings = 0;
  eventfd_read(fd_.get(), &rings);
}

}  // namespace bridge::http
