# Fails when the program was not built so that a defect in it is hard to use. Run as:
# cmake -DBINARY=scim-ldap-bridge -DCOMPILED=ON -DPROCESSOR=x86_64 -P check_hardening.cmake
# COMPILED says whether the compiler's part is expected, besides the linker's.
cmake_minimum_required(VERSION 3.25)
set(faults "")

function(read out)
  execute_process(COMMAND ${ARGN} ${BINARY} OUTPUT_VARIABLE text RESULT_VARIABLE failed ERROR_VARIABLE error)
  if(failed)
    message(FATAL_ERROR "${ARGN}: ${error}")
  endif()
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

macro(demand text pattern what)
  if(NOT "${${text}}" MATCHES "${pattern}")
    string(APPEND faults "${what}\n")
  endif()
endmacro()

read(head readelf -hW)
read(segments readelf -lW)
read(dynamic readelf -dW)
read(symbols readelf -W --dyn-syms)

demand(head "Type: +DYN" "no PIE: it is always loaded at the same address")
demand(segments "GNU_RELRO" "no RELRO: tables of functions stay writable")
demand(dynamic "BIND_NOW|Flags:[^\n]* NOW" "no BIND_NOW: tables of functions stay writable")
demand(segments "GNU_STACK[^\n]* RW " "the stack is executable")
if(segments MATCHES "LOAD[^\n]* RWE ")
  string(APPEND faults "a segment is writable and executable\n")
endif()
if(dynamic MATCHES "RPATH|RUNPATH")
  string(APPEND faults "libraries are looked for at a place of the build\n")
endif()

if(COMPILED)
  demand(symbols "__stack_chk_fail" "no stack protector")
  demand(symbols "__[a-z]+_chk" "no FORTIFY_SOURCE")
  if(PROCESSOR MATCHES "x86_64|AMD64")
    # The mark in the file (IBT, SHSTK) needs a C library that was built for it; what counts is that our functions can
    # bear it.
    read(code objdump -d --no-show-raw-insn -j .text)
    demand(code "endbr64" "no control-flow protection (CET)")
  endif()
endif()

if(faults)
  message(FATAL_ERROR "${BINARY}:\n${faults}")
endif()
