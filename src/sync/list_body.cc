#include "sync/list_body.h"

#include "sync/pieces.h"

namespace bridge::sync {

Status ListBody::take(const store::Reader& reader, const scim::Resource& resource) {
  if (current_ || written_.size() >= kPieceBytes) {
    to_come_.push_back(resource.id);
    return Done{};
  }
  TRY(begin(reader, resource, written_));
  while (current_ && written_.size() < kPieceBytes) TRY(append_to_current(reader, written_));
  return Done{};
}

Result<bool> ListBody::append(const store::Reader& reader, std::string& text) {
  if (!written_.empty()) {
    text += std::exchange(written_, {});
  } else if (current_) {
    TRY(append_to_current(reader, text));
  } else if (to_come_.empty()) {
    list_.end(std::move(place_), text);
    return true;
  } else {
    TRY_AS(resource, reader.resource(to_come_.front()));
    to_come_.pop_front();
    if (resource) TRY(begin(reader, *resource, text));
  }
  return false;
}

Status ListBody::begin(const store::Reader& reader, const scim::Resource& resource, std::string& text) {
  list_.begin_resource(text);
  current_.emplace(question_.projection_for(resource.type), question_.listing.view);
  TRY(current_->begin(reader, resource, text));
  if (current_->is_complete()) current_.reset();
  return Done{};
}

Status ListBody::append_to_current(const store::Reader& reader, std::string& text) {
  TRY(current_->go_on(reader, text));
  if (current_->is_complete()) current_.reset();
  return Done{};
}

}  // namespace bridge::sync
