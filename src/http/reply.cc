#include "http/reply.h"

#include "http/refusal.h"

namespace bridge::http {

Reply::Reply(std::function<void(Response)> deliver) : slip_(std::make_shared<Slip>(std::move(deliver))) {}

void Reply::operator()(Response response) const { slip_->use(std::move(response)); }

void Reply::Slip::use(Response response) {
  if (!used.exchange(true)) deliver(std::move(response));
}

Reply::Slip::~Slip() {
  if (!used) use(scim_error(500, "The request was not answered."));
}

}  // namespace bridge::http
