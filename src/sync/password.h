#pragma once

#include <string>

#include "base/random.h"
#include "mapping/mapping.h"

namespace bridge::sync {

// A random password of 32 characters (more than 128 bits) that every usual password policy takes, in the form
// its attribute wants: as it is, or for Active Directory's unicodePwd between quotes in UTF-16
// (MS-ADTS 3.1.1.3.1.5).
std::string make_password(Random& random, mapping::PasswordForm form);

}  // namespace bridge::sync
