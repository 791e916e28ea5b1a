"""Forms of boys' names of Britain and Ireland."""

TEXT = """\
# English, Scottish, Welsh, Irish: boys
Aaron Arron Ron Aron Haroon Harun Arran
Adam Ad Addy Adem
Adrian Ade Ady Adriano Hadrian
Aidan Aiden Ayden Aydan Aden Adan Aydin Edan
Alan Allan Allen Al Alun
Albert Al Bert Bertie Albie Alby Alberto
Alec Alex Aleck Alick Alexander
Alexander Alex Alec Sandy Xander Al Lex Alasdair Alistair Aleksander Sasha Zander Ali Alexandru Iskander
Alfred Alfie Alf Alfredo Alfy Fred Freddie Freddy
Alfie Alfy Alfi
Alistair Alastair Alasdair Alister Ali Al Aly
Andrew Andy Drew Andre Andreas Andi Andrzej Andrei Dru
Angus Gus Aonghas
Anthony Antony Tony Ant Anton Antoni Antonio Antek
Archibald Archie Archy Baldie
Archie Archy Archi Archer
Arthur Art Artie Arturo Artur Arty
Ashley Ash Ashleigh Ashlee Asher
Asher Ash Osher
Austin Austen Augustine Gus
Barnaby Barney Barn Barny Barnabas
Bartholomew Bart Barty Bartosz Bartek
Barry Baz Barrie Bazza Finbarr
Basil Bas Baz Vasile
Benedict Ben Benny Bennet Benedykt
Benjamin Ben Benji Benny Benjy Benj Binyamin Beniamin
Bernard Bernie Barney
Bradley Brad Bradlee Bradleigh
Brandon Bran Branden Brendan Brendon
Brian Bryan Bri Bryn
Caleb Cal Kaleb Cale
Callum Calum Cal Colum Kallum
Calvin Cal Kelvin
Cameron Cam Kameron Camron
Carl Karl Carlos
Casey Kasey Case
Charles Charlie Chuck Chas Charley Carl Karol Carlos Chaz Chip
Charlie Charley Charly Charli
Christian Chris Kristian Cristian Krystian
Christopher Chris Kit Kris Topher Christy Krzysztof Cristofer Christoph Kristofer
Clifford Cliff Clive
Colin Col Nicholas Cailean
Connor Conor Con Conner Konnor
Cormac Mac Cormack
Craig Craigie
Cyril Cy Cyryl
Damian Damien Damon Damo
Daniel Dan Danny Danni Daniil Danial Danyal Daniyal Dani Danilo
Darren Daz Darran Daryn
David Dave Davey Davy Dai Dafydd Dawid Daoud Dewi Davie
Dean Deano Deen
Declan Dec Deklan Deaglan
Dennis Denis Den Denny Denys
Derek Del Derrick Dek Deryk
Desmond Des Dez
Dominic Dom Nic Dominick Dominik Nick Domenic
Donald Don Donny Donnie Donal
Douglas Doug Dougie Duggie
Duncan Dunc Dun
Dylan Dyl Dillon Dilan Dillan
Edgar Ed Eddie Ned
Edmund Ed Eddie Ned Ted Edmond
Edward Ed Eddie Ted Teddy Ned Eddy Eduard Eduardo Edek Neddy
Edwin Ed Eddie Ned Win
Elijah Eli Lij Elias Ilyas Ellijah
Elliot Elliott Eliot Eliott Eli Ell
Ellis Eli Elis
Emmanuel Manny Emanuel Manuel Immanuel
Eric Erik Rick Ric Eryk
Ethan Eathan Ethen Etan
Eugene Gene Owen Evgeny
Evan Ifan Ieuan Ioan Even Euan
Euan Ewan Ewen Euen Iwan Owen Evan
Felix Fee Feliks
Finley Finlay Fin Finn Findlay Finnley Fynley Finlee
Finnegan Finn Fin Finnigan
Fergus Gus Ferg Fergie Feargus
Francis Frank Fran Frankie Frances Franciszek Francisco
Frank Frankie Franklin Franky Francis
Fraser Frazer Frasier Frazier
Frederick Fred Freddie Freddy Fredrick Rick Frederic Fritz Fryderyk Frederik
Gabriel Gabe Gab Gabi Gabryel Jibril
Gareth Gaz Gary Garth Gar
Gary Gaz Garry Gareth
Gavin Gav Gawain
Geoffrey Jeffrey Geoff Jeff Jeffery Jefferey
George Georgie Jorge Jerzy Georgios Gheorghe Georg
Gerald Gerry Jerry Gerard Ger
Gerard Gerry Ger Gerrard Jerry
Gilbert Gil Bert Gilb
Giles Gyles
Glenn Glen Glyn
Gordon Gordy Gord Gordie
Graham Graeme Grahame Gray
Gregory Greg Gregor Gregg Grzegorz Grigore
Grayson Gray Greyson
Guy Gui
Hamish Seamus James Hamis
Harold Harry Hal Haz Harrold Harald
Harrison Harry Harris Harison
Harry Harri Harrie Haz Hari Harrison
Harvey Harv Harvie Harve
Hector Hec Eachann
Henry Harry Hal Hank Henri Henrik Henryk Hen Harri
Herbert Herb Bert Herbie Bertie
Howard Howie Ward
Hubert Hugh Bert Bertie Hubie
Hugh Hugo Huw Hughie Huey
Hugo Hugh Huey
Humphrey Humph Humphry
Ian Iain Eoin Ean
Isaac Zac Isaak Ike Issac Izaac Ishaq Ishak Izzy
Ivan Van Evan Ioan Iwan
Ivor Ifor Ive
Jack Jackie Jak Jac Jackson John Jacky Jacek
Jackson Jack Jax Jaxon Jaxson Jaxen
Jacob Jake Jakob Jakub Jacoby Kuba Coby Yaqub Yakub Yaqoob Jago
Jaden Jayden Jaiden Jaydon Jay Jaydan Jadon Jaidon
Jake Jakey Jacob
James Jim Jimmy Jamie Jem Jimmie Jaime Jamey Seamus Jay
Jamie Jaimie Jamey Jay Jaime
Jason Jay Jase Jayson
Jasper Caspar Casper Jaz Kacper Gaspar
Jeremiah Jerry Jem Jez Yirmiyahu
Jeremy Jez Jem Jerry Jezza
Jerome Jerry Hieronim
Jesse Jess Jessie Jessy
Joel Joe Jowel
John Jon Jack Johnny Johnnie Jonny
Jonah Jonas
Jonathan Jon Jonny Johnathan Jonathon Jono Nathan Jonatan Jonty Johnny Jonathen
Jordan Jordy Jordon Jordi Jourdan Jordann
Joseph Joe Joey Jo Jos Josef Jozef Jose Iosif Józef
Joshua Josh Joss Yeshua Yoshua Josua
Jude Judah Judas Judd
Julian Jules Julien Julius Jolyon
Justin Jus Justyn Justinas
Kai Kye Ky Kaiden
Keith Keef Kei
Kenneth Ken Kenny Kenni Kenne
Kevin Kev Caoimhin Kevyn
Kieran Ciaran Kieron Kier Keiran Ciarán Kyran Kieren
Kyle Ky Kyle
Lachlan Lachie Lockie Lochlan Lochie
Lawrence Laurence Larry Laurie Lars Lawrie Loz Lorenzo Lorcan Wawrzyniec
Leo Leon Leonardo Leopold Lee Lev
Leon Leo Lee Leonidas
Leonard Len Lenny Leo Leon Leonardo Lennie
Lewis Louis Lew Lou Louie Luis Luys Lewys Ludovic
Liam Lee William Lyam
Lloyd Floyd Loyd Llwyd
Logan Loge Logann
Louis Lou Louie Lewis Luis Ludwik Luigi
Luca Luka Lucas Luc Luke
Lucas Luke Luca Lukas Luc Lukasz Łukasz Luka
Luke Luc Lucas Lukas Luka Luka Łukasz
Magnus Mags Manus
Malachi Mal Malachy Mally
Malcolm Mal Malc Callum
Marcus Marc Mark Markus Marek Marco
Mark Marc Marcus Marko Marek Marcos
Martin Mart Marty Martyn Marcin Martyn
Mason Mase Mayson
Mathew Matthew Matt Matty Mat Mattie Mateusz Matteo Matei Matthias Mats
Maurice Mo Maury Morris Moris
Maximilian Max Maxi Maxim Maximillian Maksymilian Maxwell Maks
Maxwell Max Maxie Maks
Michael Mike Mick Mikey Mickey Micky Micheal Mitch Misha Mikhail Michal Michał Mihai Miguel Mikail Mikhael Mikaeel
Miles Myles Milo
Mitchell Mitch Mitchel
Montague Monty Monte Montgomery
Morgan Mo Morgann
Moses Mo Moshe Musa Moussa Mose
Nathan Nate Nat Nath Nathaniel Natan
Nathaniel Nathan Nate Nat Nathanael Nathanial Thaniel
Neil Neal Niall Nigel Neill
Niall Neil Nial Nyle
Nicholas Nick Nicky Nico Nicolas Klaus Nik Mikolaj Mikołaj Nikolas Nicolae Nikolai Cole
Nigel Nige Nye Nidge
Noah Noa Nuh Nooh
Norman Norm Normie
Oliver Ollie Olly Ol Oli Olivier Oliwier Noll Oll
Oscar Oskar Ossie Oz Osca
Oswald Ozzy Oz Ossie
Owen Owain Ewan Eoin Owan Owin
Patrick Pat Paddy Rick Padraig Patryk Patric Packie Pádraig
Paul Pauly Pol Pawel Paweł Pablo Pavel
Percival Percy Perce
Peter Pete Petey Piotr Pedro Petr Pierre Petru Butrus
Philip Phillip Phil Pip Filip Felipe Phillipp
Quentin Quinn Quin Quintin
Ralph Rafe Ralf Raphael
Randolph Randy Dolph Rand
Raphael Rafe Rafael Raf Raffy Rafal Rafał Raffi
Raymond Ray Raymund Ramon
Reginald Reg Reggie Reggy Rex
Reuben Ruben Rube Ben Rueben Reubin
Rhys Reece Rees Reese Rhyse Reiss
Richard Rich Rick Dick Ricky Richie Rickie Ritchie Ryszard Ricardo Dickie
Riley Reilly Rylee Ryley Rye
Robert Rob Bob Bobby Robbie Bert Robby Robin Bobbie Roberto Rupert Rab Rabbie Robb
Robin Rob Robbie Robyn
Roderick Rod Rory Rodney Roddy Rick Ruaridh
Rodney Rod Roddy Rodders
Roger Rodge Rog Rodger
Roland Rollo Rowland Rolly Rolo
Ronald Ron Ronnie Ronny Ranald
Ronan Ro Ronnan Ronnie
Rory Ruairi Ruairidh Ruaridh Rori Roderick Rorie Ruari
Rowan Rohan Ro Rowen Roan
Rufus Ruf Rufie
Rupert Rupe Robert Ru
Russell Russ Rusty Russel
Ryan Rian Ry Ryann Rayan
Samuel Sam Sammy Samual Sammie Samuil Shmuel Samu
Sean Shaun Shawn
Sebastian Seb Bas Sebby Bastian Sebastien Seba Basti
Sidney Sydney Sid Syd
Simon Si Sim Simeon Szymon Simone
Spencer Spence Spenser
Stanley Stan Stanlee Stanislaw Stanisław
Stephen Steven Steve Stevie Stefan Ste Stephan Szczepan Esteban Stevan Steffan
Stuart Stewart Stu Stew
Taylor Tay Tayler Tyler
Terence Terry Terrance Terrence Tel Terrie
Theodore Theo Ted Teddy Tadeusz Teodor Fyodor Thierry
Theo Teo Thio
Thomas Tom Tommy Thom Tomas Tomasz Tam Tommie Tomos Tomek Toma
Timothy Tim Timmy Timmo Timotei Tymoteusz
Toby Tobias Tobe Tobi Tobey Tobiasz
Travis Trav Travers
Trevor Trev Trefor
Tristan Tris Tristram Trystan
Tyler Ty Tyla Tylor Tylar
Valentine Val Valentin Valentino
Victor Vic Vick Wiktor Viktor
Vincent Vince Vin Vinny Vinnie Vincenzo Wincenty
Walter Walt Wally Wat
Warren Wazza Warrin
Wilfred Wilf Will Fred Wilfrid Freddie Wilfie
William Will Bill Billy Liam Willie Wills Willy Wil Gwilym Wilhelm Guillaume Wiliam Bil Billie
Xavier Xav Zavier Javier Xavi
Zachary Zac Zach Zack Zak Zachariah Zackary Zacharias Zakariya Zakaria Zachery
Zebedee Zeb Zebadiah
"""
