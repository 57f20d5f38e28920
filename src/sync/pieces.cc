#include "sync/pieces.h"

namespace bridge::sync {
namespace {

Result<bool> grow(std::string& text, const store::Reader& reader, const Append& append) {
  while (text.size() < kPieceBytes) {
    TRY_AS(complete, append(reader, text));
    if (complete) return true;
  }
  return false;
}

}  // namespace

Status fill(scim::Response& response, store::Store& store, const store::Reader& reader, Append append) {
  TRY_AS(complete, grow(response.body, reader, append));
  if (complete) return Done{};
  response.more = [&store, append = std::move(append)] {
    return store.read([&](const store::Reader& fresh) -> Result<scim::Piece> {
      scim::Piece piece;
      TRY_AS(last, grow(piece.text, fresh, append));
      piece.is_last = last;
      return piece;
    });
  };
  return Done{};
}

}  // namespace bridge::sync
