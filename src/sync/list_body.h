#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "scim/list_query.h"
#include "store/listing.h"
#include "sync/resource_text.h"

namespace bridge::sync {

// One question for a list, about one or both types.
struct ListQuestion {
  std::vector<scim::ResourceType> types;
  std::vector<scim::ListQuery> queries;  // One for each type.
  scim::Page page;
  store::Listing listing;  // Points into `queries`.

  const scim::Projection& projection_for(scim::ResourceType type) const {
    return queries[type == types.front() ? 0 : 1].projection;
  }
};

// The text of a list's answer. The resources that fill its first piece are written as they are found; of the
// others only the ids are kept, and each is read again when its turn comes: one that is gone by then is left
// out. One thread at a time.
class ListBody {
 public:
  // The question must outlive it.
  explicit ListBody(const ListQuestion& question) : question_(question) {}

  // The next resource that was found, in order.
  Status take(const store::Reader& reader, const scim::Resource& resource);

  // There are no more; says what stands in the answer beside the resources.
  void end(scim::Json place) { place_ = std::move(place); }

  // Moves what is written by now, and whatever comes next: see Append.
  Result<bool> append(const store::Reader& reader, std::string& text);

 private:
  Status begin(const store::Reader& reader, const scim::Resource& resource, std::string& text);
  Status append_to_current(const store::Reader& reader, std::string& text);

  const ListQuestion& question_;
  scim::ListText list_;
  std::string written_;
  std::optional<ResourceText> current_;  // Until it is complete.
  std::deque<scim::ResourceId> to_come_;
  scim::Json place_;
};

}  // namespace bridge::sync
