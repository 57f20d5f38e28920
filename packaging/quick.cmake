# Compiler settings of the preset dev, for packages that are made only to be tried: what the tests have compiled fits.
# debhelper and rpm name another build type before this is read.
set(CMAKE_BUILD_TYPE Debug CACHE STRING "" FORCE)
set(CMAKE_CXX_FLAGS "-Werror" CACHE STRING "" FORCE)
set(CMAKE_CXX_FLAGS_DEBUG "-g1 -O1" CACHE STRING "" FORCE)
set(BRIDGE_FAULT_POINTS ON CACHE BOOL "")
