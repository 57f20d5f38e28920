#pragma once

#include <filesystem>

#include "base/result.h"
#include "store/connection.h"

namespace bridge::store {

// Once a write or fsync of the state file or its WAL has failed, nobody knows what of them the disk holds,
// and the kernel says "done" when it is asked again. So the file is not written on: a copy of what is whole
// takes its place. Not for two threads at a time.
//
// FILE.copy is being written, FILE.next is whole and has superseded FILE with its WAL, FILE.suspect says that
// FILE must not be written on.

// Copies what file and WAL hold up to where the WAL's checksums break off, has the copy on the disk and
// checked, and puts it in the file's place; its WAL is gone then. Connections that were open go on seeing the
// old file. Fails, with the old file in use, when there is no room (looked at first) or the disk objects; may
// be called again then. Killed at any instant, it leaves a file that prepare() makes right.
Status renew(const std::filesystem::path& file);

// Leaves a note for the next start, as far as that is possible now.
void mark_suspect(const std::filesystem::path& file);

// Before the file is opened for writing: finishes a renewal that was cut off, and makes one when the file is
// marked.
Status prepare(const std::filesystem::path& file);

}  // namespace bridge::store
