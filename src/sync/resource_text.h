#pragma once

#include <string>

#include "scim/listing.h"
#include "scim/resource.h"
#include "store/reader.h"

namespace bridge::sync {

// What a client sees of a resource, as JSON text that grows piece by piece: the stored body, what we compute
// (id, meta, members, groups), and of that what it asked for. Members and groups are fetched only when they
// are shown, and a group's members page by page, each page with whatever reader is at hand: whoever joins or
// leaves meanwhile may be shown or not, everybody else is, once. One thread at a time.
class ResourceText {
 public:
  // Both must outlive it.
  ResourceText(const scim::Projection& projection, const store::View& view)
      : projection_(projection), view_(view) {}

  // Appends all but the members.
  Status begin(const store::Reader& reader, const scim::Resource& resource, std::string& text);

  // Appends a page of members, and the end of the text when they are all there. Fails with not_found when the
  // group is gone.
  Status go_on(const store::Reader& reader, std::string& text);

  bool is_complete() const { return complete_; }

 private:
  std::string members_of(std::vector<scim::Json> page) const;

  const scim::Projection& projection_;
  const store::View& view_;
  bool complete_ = true;
  scim::ResourceId group_;
  std::string after_;  // The last member fetched.
  bool any_ = false;   // Members were written.
};

}  // namespace bridge::sync
