/// Invented material to try the program on. Open [DemoExhibits] first, benign exhibits of generated
/// charts with the lists that know some of them; then [DemoServer] and [NorthernLights]: a server
/// with an invented operation, its tips and people.
///
/// Everything is made anew by each run and the same each time; nothing is taken from a case, from a
/// network or from anybody's files. What is entered goes through the desks that the pages use, by
/// accounts of its agencies: no SQL belongs here, nor what commands print.
@NullMarked
package org.orion.app.demo;

import org.jspecify.annotations.NullMarked;
