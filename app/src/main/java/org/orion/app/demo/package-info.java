/// Invented material to try the program on. Open [DemoExhibits] first, benign exhibits of generated
/// charts with the lists that know some of them, then [DemoServer] and [DemoTips]: a server with
/// invented tips and people.
///
/// Everything is made anew by each run and the same each time; nothing is taken from a case, from a
/// network or from anybody's files. What commands print does not belong here.
@NullMarked
package org.orion.app.demo;

import org.jspecify.annotations.NullMarked;
