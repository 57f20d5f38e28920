#pragma once

#include "store/listing.h"

namespace bridge::store {

// Whether one place in the list's order comes before another.
bool comes_before(const Listing& listing, const scim::Position& a, const scim::Position& b);

// Keeps of all places the first few, so that sorting needs no memory for the others.
class FirstFew {
 public:
  FirstFew(const Listing& listing, long most) : listing_(listing), most_(most) {}

  void offer(scim::Position position);
  std::vector<scim::Position> in_order() &&;

 private:
  const Listing& listing_;
  long most_;
  std::vector<scim::Position> heap_;  // The last of them on top.
};

// Lets pass of an ordered stream of places what falls onto the page.
class Delivery {
 public:
  Delivery(const Listing& listing, const OnResource& on_resource)
      : listing_(listing), on_resource_(on_resource), to_skip_(listing.skip), to_take_(listing.take) {}

  // Whether the resource at this place is wanted; ask about each once, in order.
  bool wants(const scim::Position& position);
  Status hand_over(const scim::Position& position, scim::Resource&& resource);

  long to_skip() const { return to_skip_; }
  long to_take() const { return to_take_; }
  void skip(long count) { to_skip_ -= count; }  // So many places were left out without asking.

  Listed listed(long total) const;

 private:
  const Listing& listing_;
  const OnResource& on_resource_;
  long to_skip_;
  long to_take_;
  bool more_ = false;
  std::optional<scim::Position> last_;
};

}  // namespace bridge::store
