#include "store/delivery.h"

#include <algorithm>

namespace bridge::store {
namespace {

struct Order {
  const Listing& listing;

  bool operator()(const scim::Position& a, const scim::Position& b) const {
    return comes_before(listing, a, b);
  }
};

}  // namespace

bool comes_before(const Listing& listing, const scim::Position& a, const scim::Position& b) {
  if (a.key == b.key) return a.row < b.row;
  return listing.descending ? b.key < a.key : a.key < b.key;
}

void FirstFew::offer(scim::Position position) {
  if (listing_.after && !comes_before(listing_, *listing_.after, position)) return;
  heap_.push_back(std::move(position));
  std::push_heap(heap_.begin(), heap_.end(), Order{listing_});
  if (static_cast<long>(heap_.size()) <= most_) return;
  std::pop_heap(heap_.begin(), heap_.end(), Order{listing_});
  heap_.pop_back();
}

std::vector<scim::Position> FirstFew::in_order() && {
  std::sort_heap(heap_.begin(), heap_.end(), Order{listing_});
  return std::move(heap_);
}

bool Delivery::wants(const scim::Position& position) {
  if (listing_.after && !comes_before(listing_, *listing_.after, position)) return false;
  if (to_skip_ > 0) {
    --to_skip_;
    return false;
  }
  if (to_take_ == 0) more_ = true;
  return to_take_ > 0;
}

Status Delivery::hand_over(const scim::Position& position, scim::Resource&& resource) {
  TRY(on_resource_(std::move(resource)));
  last_ = position;
  --to_take_;
  return Done{};
}

Listed Delivery::listed(long total) const { return {total, more_ ? last_ : std::nullopt}; }

}  // namespace bridge::store
