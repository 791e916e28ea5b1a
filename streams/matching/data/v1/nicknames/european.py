"""Forms of names from the rest of Europe."""

TEXT = """\
# Polish and other Slavonic
Agata Agatka Agatha Aga
Agnieszka Aga Agusia Agnes
Aleksandra Ola Olka Oleńka Alexandra Aleks
Aleksander Olek Alek Alexander Aleks Aleksy
Aleksandr Sasha Sanya Alexander Oleksandr
Aleksei Alexei Alyosha Alexey Oleksiy
Anastasia Nastya Stasia Asia Anastazja Anastasiya Stacey
Andrzej Jędrek Andrew Andrzejek
Aniela Anielka Nela
Anna Ania Anka Anya Hania Anusia Hanna
Antoni Antek Tolek Antoś Anthony Anton
Barbara Basia Baśka Varvara
Bartosz Bartek Bartłomiej Bartus
Błażej Blaise Blaz
Cezary Czarek Cesar
Damian Damianek Demian
Dariusz Darek Darius
Dmitri Dmitry Dima Mitya Dmytro Dimitri
Dominika Domi Nika Dominica
Dorota Dorotka Dorothy
Ekaterina Katya Katia Catherine Kateryna Yekaterina
Elżbieta Ela Elka Elizabeth Bieta
Ewa Ewka Ewunia Eva
Filip Filipek Fipcio Philip
Franciszek Franek Franio Francis
Gabriela Gabrysia Gabi Gabriella
Grzegorz Grzesiek Grzes Gregory
Halina Hala Halinka
Hanna Hania Hanka Hannah
Ignacy Ignaś Ignatius Ignacio
Igor Ihor Igorek
Irina Ira Irena Iryna Arina
Izabela Iza Isabella Izabella Bela
Jakub Kuba Kubuś Jacob Jakubek
Jan Janek Jasiek Jaś John Jasio
Joanna Asia Joasia Aśka
Jolanta Jola Yolanda
Julia Julka Jula Yulia Julcia Yuliya
Justyna Justine Justina Justysia
Kacper Kacperek Casper Kasper
Kamil Kamilek Camil
Karolina Karola Karolcia Caroline
Katarzyna Kasia Kaśka Kasieńka Catherine
Konrad Conrad Konradek
Krystyna Krysia Christine
Krzysztof Krzysiek Krzys Christopher Krzyś
Laura Laurka Laurentyna
Lena Lenka Magdalena Helena Elena Alena
Leszek Lech Lesław
Łukasz Lukasz Łukaszek Lucas
Maciej Maciek Matthias Mack
Magdalena Magda Madzia Madeleine Magdalene
Maja Majka Maya Maia
Małgorzata Gosia Gośka Margaret Malgosia Małgosia
Marcel Marceli Marcelek Marcello
Marcin Marcinek Martin
Maria Marysia Maryla Majka Mary
Mateusz Mati Mateuszek Matthew
Michał Michałek Misiek Michael
Mikołaj Miki Mikołajek Nicholas
Monika Monia Monica
Natalia Natalka Nata Natalie Talia
Nikola Nikolina Nicole Nika
Oliwia Oliwka Olivia Oliwcia
Patryk Patryczek Patrick Patrik
Patrycja Patka Pati Patricia
Paulina Paula Paulinka Pauline
Paweł Pawełek Paul Pavel Pavlo
Piotr Piotrek Piotruś Peter Pyotr Petro
Przemysław Przemek Przemysl
Rafał Rafałek Raphael
Sebastian Sebek Seba
Sergei Sergey Seryozha Serhiy Sergiusz Serghei
Stanisław Staś Staszek Stanley Stanislav
Svetlana Sveta Lana Svitlana
Szymon Szymek Szymuś Simon
Tadeusz Tadek Tadzio Thaddeus
Tatiana Tanya Tania Tetiana Tatyana
Tomasz Tomek Tomuś Thomas
Vladimir Vova Volodya Volodymyr Wlodzimierz Vlad
Weronika Werka Wera Veronica
Wiktoria Wika Wiki Victoria Viktoria
Władysław Władek Vladislav Vlad
Wojciech Wojtek Wojtuś Adalbert
Yevgeny Evgeny Zhenya Eugene Yevhen
Zbigniew Zbyszek Zbych
Zofia Zosia Zośka Sophia Sofia
Zuzanna Zuzia Zuza Susanna Zuzka
# Romanian, Bulgarian, Albanian, Hungarian, Baltic
Alexandru Alex Sandu Alexander
Andrei Andy Andreea Andrew
Andreea Andrea Deea
Constantin Costel Costi Kostya
Cristina Cristi Tina Christina
Elena Lenuta Ileana Leni
Florin Florian Flo
Gheorghe Gigi Ghita George
Gabriela Gabi Gabita
Ionut Ion Ionel Nelu
Ioana Oana Ana Joanna Ionela
Mihai Misu Michael Mihail
Mihaela Miha Ela Michaela
Nicolae Nicu Nae Nicholas
Stefan Ștefan Fane Stephen
Vasile Vasi Basil
Georgi Gosho George Joro
Dimitar Mitko Dimo Mitaka
Besnik Nik Besi
Lajos Louis Lali
Laszlo László Laci Ladislaus
Zsofia Zsófia Sophia Zsofi
Jonas Jonukas Jona
Matas Matukas Matthew
# Spanish, Portuguese, Italian, Greek, Turkish
Alejandro Alex Ale Jandro
Beatriz Bia Bea Beatrice
Carlos Carlitos Charlie Charles
Eduardo Edu Dudu Edward
Francisco Paco Pancho Chico Francis Kiko
Giovanni Gianni Gio Vanni John
Giuseppe Beppe Peppe Joseph Pino
Guilherme Gui William Guillermo
Joao João Joãozinho John
Jose José Pepe Zé Joseph
Luis Lucho Luisito Louis
Manuel Manu Manolo Emmanuel
Maria Mia Mariazinha Marija
Matheus Mateus Teus Matthew
Pedro Pedrinho Peter
Ricardo Rick Ricky Richard
Konstantinos Kostas Dinos Costas Constantine
Georgios Yiorgos George Giorgos Yorgos
Dimitrios Dimitris Jimmy Mitsos Dimitri
Ioannis Yiannis Yannis John Giannis
Eleni Helen Lena Elena
Panagiotis Panos Takis
Emre Emir Emrah
Huseyin Hüseyin Hussein
Ayse Ayşe Aisha Ayshe
Fatma Fatima Fadime
"""
