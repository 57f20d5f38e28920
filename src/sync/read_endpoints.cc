#include <memory>

#include "scim/conditions.h"
#include "scim/cursor.h"
#include "scim/json.h"
#include "sync/endpoints.h"
#include "sync/found_candidates.h"
#include "sync/list_body.h"
#include "sync/pieces.h"
#include "sync/presentation.h"

namespace bridge::sync {
namespace {

scim::Response not_modified(const scim::Resource& resource) {
  scim::Response response;
  response.status = 304;
  response.etag = scim::etag_of(resource);
  return response;
}

Result<std::optional<scim::Position>> read_after(const Serving& serving, const scim::Page& page,
                                                 const scim::Request& request) {
  if (!page.cursor || page.cursor->empty()) return std::optional<scim::Position>();
  TRY_AS(after, scim::read_cursor(*page.cursor, scim::identity_of_list(request), serving.context.clock.now(),
                                  serving.offer.cursor_life));
  return std::optional(std::move(after));
}

Status parse_list(const Serving& serving, const scim::Request& request, ListQuestion& question) {
  TRY_AS(page, scim::parse_page(request));
  TRY_AS(after, read_after(serving, page, request));
  TRY_AS(descending, scim::parse_descending(request));
  for (const auto type : question.types) {
    TRY_AS(query, scim::parse_list_query(type, request));
    question.queries.push_back(std::move(query));
  }
  store::Listing& listing = question.listing;
  for (std::size_t i = 0; i < question.types.size(); ++i)
    listing.parts.push_back(
        {question.types[i], question.queries[i].filter.get(), question.queries[i].sort_by});
  listing.descending = descending && listing.parts.front().sort_by;
  listing.skip = page.start_index - 1;
  listing.take = page.count;
  listing.after = std::move(after);
  listing.view = view_of(serving.context, request);
  question.page = std::move(page);
  return Done{};
}

// RFC 9865 section 2: pages asked for by cursor have no place in a list.
scim::Json place_of(const Serving& serving, const ListQuestion& question, const store::Listed& listed,
                    const scim::Request& request) {
  scim::Json place = {{"totalResults", listed.total}};
  if (!question.page.cursor)
    place["startIndex"] = question.page.start_index;
  else if (listed.last)
    place["nextCursor"] =
        scim::to_cursor(*listed.last, scim::identity_of_list(request), serving.context.clock.now());
  return place;
}

// A question and the text of its answer, which is made while the client takes it.
struct ListAnswer {
  ListQuestion question;
  ListBody body{question};
};

Answer list(const Serving& serving, std::vector<scim::ResourceType> types, const scim::Request& request) {
  const auto answer = std::make_shared<ListAnswer>();
  ListQuestion& question = answer->question;
  question.types = std::move(types);
  TRY(parse_list(serving, request, question));
  return serving.context.store.read([&](const store::Reader& reader) -> Answer {
    TRY_AS(listed, reader.list(question.listing, [&](scim::Resource&& resource) {
      return answer->body.take(reader, resource);
    }));
    if (listed.total == 0) {
      TRY_AS(candidate, candidate_asked_for(reader, question));
      if (candidate) {
        listed.total = 1;
        if (shows_first(question)) TRY(answer->body.take(reader, *candidate));
      }
    }
    answer->body.end(place_of(serving, question, listed, request));
    scim::Response response;
    TRY(fill(response, serving.context.store, reader,
             [answer](const store::Reader& at_hand, std::string& text) {
               return answer->body.append(at_hand, text);
             }));
    return response;
  });
}

// POST /Users/.search asks what GET /Users asks.
Result<scim::Request> as_get(const scim::Request& request) {
  TRY_AS(parameters, scim::parse_search_request(request.body));
  scim::Request get = request;
  get.query = std::move(parameters);
  get.body.clear();
  if (!get.path.empty()) get.path.pop_back();
  return get;
}

}  // namespace

Answer list_resources(const Serving& serving, scim::ResourceType type, const scim::Request& request) {
  return list(serving, {type}, request);
}

Answer search_resources(const Serving& serving, scim::ResourceType type, const scim::Request& request) {
  TRY_AS(get, as_get(request));
  return list(serving, {type}, get);
}

Answer list_everything(const Serving& serving, const scim::Request& request) {
  return list(serving, {scim::ResourceType::user, scim::ResourceType::group}, request);
}

Answer search_everything(const Serving& serving, const scim::Request& request) {
  TRY_AS(get, as_get(request));
  return list_everything(serving, get);
}

Answer get_resource(const Serving& serving, scim::ResourceType type, const scim::ResourceId& id,
                    const scim::Request& request) {
  return serving.context.store.read([&](const store::Reader& reader) -> Answer {
    TRY_AS(resource, resource_or_candidate(reader, id));
    if (!resource || resource->type != type)
      return not_found("there is no " + std::string(name_of(type)) + " '" + id.value + "'");
    scim::Conditions conditions = scim::Conditions::of(request);
    if (scim::is_known_already(conditions, *resource)) return not_modified(*resource);
    conditions.if_none_match.clear();
    TRY(scim::check(conditions, *resource));
    return respond_with(serving.context, reader, *resource, 200, request);
  });
}

}  // namespace bridge::sync
