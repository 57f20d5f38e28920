#pragma once

#include <filesystem>

#include "store/transaction.h"

namespace bridge::store {

// Copies the state database as it is now, while it is in use, into a file of its own that is not there yet,
// and marks it as a copy: whoever starts on it knows that what it remembers may be over. What was begun and
// not acknowledged is not in it. The file is readable to nobody else and safe on disk when this returns; when
// it fails there is none. Any thread; reads only what is copied.
Status copy_state(const std::filesystem::path& from, const std::filesystem::path& to, WallTime now);

// Since when a database is a marked copy; nothing when it is none.
Result<std::optional<std::string>> marked_copy(const Reader& reader);

// What a memory that may be old must not go on from.
class OldMemory : public Transaction {
 public:
  explicit OldMemory(const Transaction& transaction) : Transaction(transaction) {}

  Status unmark();  // It is a copy no more.
  Status forget(const char* remembered);
  Status forget_high_water();  // How far numbers were given out.
};

}  // namespace bridge::store
