# room(NAME [USES rooms...] [NEEDS targets...]): one static library per folder of src/.
# Sources are globbed, so that adding a file needs no second place;main.cc belongs to the executable.
function(room name)
  cmake_parse_arguments(ARG "" "" "USES;NEEDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/app/main\\.cc$")
  add_library(bridge_${name} STATIC ${sources})
  set_target_properties(bridge_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(bridge_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
  list(TRANSFORM ARG_USES PREPEND bridge_ OUTPUT_VARIABLE used)
  target_link_libraries(bridge_${name} PUBLIC ${used} ${ARG_NEEDS} Threads::Threads)
  if(BRIDGE_FAULT_POINTS)
    target_compile_definitions(bridge_${name} PUBLIC BRIDGE_FAULT_POINTS)
  endif()

  # A room sees what its neighbours see.
  set(visible ${name} ${ARG_USES})
  foreach(other IN LISTS ARG_USES)
    get_property(theirs GLOBAL PROPERTY ROOM_SEES_${other})
    list(APPEND visible ${theirs})
  endforeach()
  list(REMOVE_DUPLICATES visible)
  set_property(GLOBAL PROPERTY ROOM_SEES_${name} ${visible})
  set_property(GLOBAL APPEND PROPERTY ROOMS ${name})
endfunction()

# keep_in_room(NAME headers...): these foreign headers may be included from one room only.
function(keep_in_room name)
  set_property(GLOBAL PROPERTY ROOM_KEEPS_${name} ${ARGN})
endfunction()

# The plan of the house as data, for the test that keeps the walls.
function(write_rooms_plan file)
  get_property(rooms GLOBAL PROPERTY ROOMS)
  set(plan "")
  foreach(name IN LISTS rooms)
    get_property(sees GLOBAL PROPERTY ROOM_SEES_${name})
    get_property(keeps GLOBAL PROPERTY ROOM_KEEPS_${name})
    string(APPEND plan "set(SEES_${name} ${sees})\nset(KEEPS_${name} ${keeps})\n")
  endforeach()
  file(WRITE ${file} "set(ROOMS ${rooms})\n${plan}")
endfunction()

configure_file(${CMAKE_SOURCE_DIR}/cmake/version.h.in ${CMAKE_BINARY_DIR}/generated/version.h)
file(READ ${CMAKE_SOURCE_DIR}/packaging/config.toml SHIPPED_CONFIG)
set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
             ${CMAKE_SOURCE_DIR}/packaging/config.toml)
configure_file(${CMAKE_SOURCE_DIR}/cmake/shipped_config.h.in ${CMAKE_BINARY_DIR}/generated/shipped_config.h @ONLY)
