"""How common names are among children and parents in England, version 1, by class.

very_common: more than about 1 in 250; common: more than about 1 in 4,000. A name that stands in neither list is rare.
Estimates of ours, from general knowledge; not taken from any list.
"""

TEXT = """\
family very_common: Ahmed Akhtar Ali Baker Begum Bibi Brown Clark Clarke Cooper Davies Edwards Evans Green Hall Harris
family very_common: Harrison Hassan Hill Hughes Hussain Hussein Iqbal Islam Jackson Johnson Jones Kaur Khan King Lewis
family very_common: Mahmood Malik Martin Miah Mohammed Moore Morris Muhammad Patel Rahman Roberts Robinson Shah Singh
family very_common: Smith Taylor Thomas Thompson Turner Uddin Walker Ward Watson White Williams Wilson Wood Wright

family common: Abbas Abbasi Abdi Abdullah Abdullahi Adams Adeleke Adeyemi Adu Afzal Agarwal Agyeman Ahmad Ahmedi Akbar
family common: Akram Alam Allen Amin Amoah Anderson Andrews Anwar Appiah Arif Armstrong Arshad Asante Ashraf Asif Aslam
family common: Atkinson Austin Awan Aziz Baig Bailey Bains Baldwin Ball Bano Barber Barker Barnes Barnett Barrett Barton
family common: Bashir Bates Baxter Bell Bello Bennett Benson Berry Bhatt Bhatti Bird Bishop Black Blake Boateng Bolton
family common: Bond Booth Bowen Boyd Bradley Bradshaw Brady Bray Brennan Briggs Brooks Browne Bruce Bryant Buckley Bull
family common: Burgess Burke Burns Burrows Burton Butcher Butler Butt Byrne Cameron Campbell Carpenter Carr Carroll
family common: Carter Chambers Chan Chapman Charlton Chaudhary Chaudhry Chauhan Cheema Chen Cheung Chohan Choudhary
family common: Choudhury Chowdhury Chukwu Cole Coleman Coles Collins Connolly Cook Cooke Costa Cox Craig Crawford Cross
family common: Cunningham Curtis Dale Daly Daniel Daniels Dar Das Davidson Davis Davison Dawson Day Dean Dennis Desai
family common: Dhaliwal Dhillon Diallo Dickinson Dimitrov Dixon Dodd Doherty Donnelly Douglas Doyle Duffy Dumitru Duncan
family common: Dunn Dyer Eaton Elliott Ellis Emmanuel Farah Farooq Farrell Faulkner Fellows Ferguson Fernandes Ferreira
family common: Field Finch Fisher Fitzgerald Fleming Fletcher Flynn Ford Forster Foster Fowler Fox Francis Franklin
family common: Fraser Freeman French Frost Fuller Gallagher Garcia Gardiner Gardner Garner George Georgiev Gibbons Gibbs
family common: Gibson Gilbert Giles Gill Glover Goddard Godfrey Gohil Goodwin Gordon Gough Graham Grant Gray Greenwood
family common: Gregory Grewal Grey Griffin Griffiths Gupta Hafeez Haider Hale Hamid Hamilton Hammond Hancock Haque
family common: Harding Hardy Harper Hart Hartley Harvey Hasan Hashmi Hawkins Hayes Haynes Hayward Heath Henderson Henry
family common: Herbert Hewitt Hicks Higgins Hilton Hobbs Hodgson Holden Holland Holloway Holmes Holt Hooper Hope Hopkins
family common: Hoque Horton Hossain Houghton Howard Howarth Howe Howell Howells Hudson Humphreys Humphries Hunt Hunter
family common: Hurst Hutchinson Hyde Ibrahim Ingram Ionescu Ismail Ivanov Jaan Jabeen Jacobs Jallow James Jan Jarvis
family common: Javed Jenkins Jennings Jimoh John Johnston Jordan Joseph Joshi Joyce Kamara Kaminski Kapoor Karim Kausar
family common: Kay Kelly Kemp Kennedy Kent Kerr Khalid Khanom Khatoon Khatun Kirby Knight Knowles Kowalska Kowalski
family common: Kumar Lacey Lal Lam Lamb Lambert Lane Latif Law Lawrence Lawson Le Leach Lee Leigh Leonard Lester Leung
family common: Lewandowski Li Lin Little Liu Lloyd Long Lopez Lord Lowe Lucas Lynch Lyons Macdonald Mackenzie Mahmud
family common: Majid Mann Mannan Manning Marsden Marsh Marshall Martinez Mason Masood Matthews May McCarthy McDonald
family common: McKenzie McLean Mehmood Mellor Mensah Metcalfe Mian Middleton Miles Miller Mills Mir Mirza Mistry
family common: Mitchell Miya Modi Mohamed Mohammad Mohamud Moran Morgan Morley Morrison Morton Moss Moyo Mughal Munir
family common: Murphy Murray Mustafa Myers Nadeem Nash Nawaz Naylor Naz Nazir Ncube Nelson Newman Newton Ng Nguyen
family common: Nicholls Nicholson Nolan Noor Norman Norris North Norton Nowak Nunn Nwosu O'Brien O'Connor O'Donnell
family common: O'Neill O'Reilly O'Sullivan Okafor Okeke Okonkwo Oliver Osborne Osei Owen Owens Owusu Page Palmer Parker
family common: Parkes Parkin Parmar Parry Parsons Parveen Patterson Payne Peacock Pearce Pearson Pereira Perkins Perry
family common: Perveen Peters Pham Phillips Pickering Pollard Poole Popa Pope Popescu Porter Potter Powell Power Pratt
family common: Preston Price Pritchard Quinn Qureshi Radu Rafiq Raja Ram Rana Randall Rani Rashid Rasool Rathod Raza
family common: Read Reed Rees Reeves Rehman Reid Reynolds Rhodes Riaz Rice Richards Richardson Riley Roberson Robertson
family common: Robson Rodriguez Rogers Rose Ross Rossi Rowe Rowley Russell Russo Ryan Sadiq Saeed Saleem Salim Samra
family common: Sanders Sanderson Sandhu Santos Saunders Savage Schofield Scott Sesay Shabir Shafi Shaikh Sharif Sharma
family common: Sharp Sharpe Shaukat Shaw Sheikh Shepherd Sheppard Sibanda Siddique Siddiqui Sidhu Silva Simmons Simpson
family common: Sims Sinclair Skinner Slater Sohal Solanki Spencer Stan Stanley Steele Stephens Stephenson Stevens
family common: Stevenson Stewart Stokes Stone Stuart Sullivan Sultana Summers Sutton Swift Syed Sykes Szymanski Tahir
family common: Talbot Tariq Tate Thomson Thornton Thorpe Todd Tomlinson Townsend Tran Tucker Tyler Ullah Usman Vaughan
family common: Vincent Virdi Wade Wallace Wallis Walsh Walters Walton Wang Warner Warren Warsame Waters Watkins Watts
family common: Weaver Webb Webster Welch Wells West Weston Wheeler Whitehead Whitehouse Whittaker Wilkins Wilkinson
family common: Williamson Willis Winter Wisniewski Wojcik Wong Woods Woodward Wozniak Wyatt Yasin Yates Yeboah York
family common: Young Younis Yousaf Yusuf Zaman Zhang Zielinski

given very_common: Adam Alexander Alfie Amelia Archie Arthur Ava Benjamin Charlie Chloe Daisy Daniel Edward Ella Elsie
given very_common: Emily Ethan Evie Florence Freddie Freya George Grace Harry Henry Isaac Isabella Isla Ivy Jack Jacob
given very_common: James Jessica Joseph Joshua Leo Lily Logan Lucas Max Mia Mohammad Mohammed Muhammad Noah Oliver
given very_common: Olivia Oscar Poppy Rosie Ruby Samuel Sophia Sophie Theo Theodore Thomas William Willow

given common: Aaliyah Aarav Aaron Abdul Abdullah Abdur Abigail Ada Adrian Ahmad Ahmed Aidan Aiden Aisha Albert Albie
given common: Aleksander Alex Alexandra Alexia Alfred Ali Alice Alicia Alina Amber Amelie Amina Amir Amira Amy Anaya
given common: Andrei Andrew Angela Anika Anna Annabelle Anthony Antoni April Arabella Aria Ariana Arjun Arlo Arya Aryan
given common: Ashley Aurora Austin Ayaan Ayan Ayesha Ayla Azaan Barbara Beatrice Bella Ben Bethany Bilal Blake Bobby
given common: Bonnie Bradley Brandon Brooke Caitlin Caleb Callum Cameron Carol Caroline Carter Catherine Charles
given common: Charlotte Christian Christine Christopher Claire Clara Connor Cora Craig Daniela Darcie Darcy Daria David
given common: Dawid Dean Deborah Delilah Dexter Diya Dominic Donna Dorothy Dylan Eden Edith Eleanor Eliana Elijah Eliza
given common: Elizabeth Ellie Elliot Elliott Ellis Eloise Emilia Emma Erin Esme Eva Evan Evelyn Ezra Faith Fatima Felix
given common: Filip Finley Finn Francesca Frankie Frederick Gabriel Gareth Gary Genevieve Georgia Georgina Gracie
given common: Grayson Gurpreet Hafsa Hallie Hamza Hannah Haris Harley Harper Harpreet Harriet Harrison Harvey Hassan
given common: Heidi Helen Holly Hope Hugo Hunter Hussain Ian Ibrahim Imogen Imran Inaya Ionut Iris Isabel Isabelle
given common: Ismail Jackson Jacqueline Jade Jake Jakub Jamie Jan Jane Janet Jasleen Jasmine Jason Jasper Jaxon Jayden
given common: Jennifer Joanne John Jonathan Jordan Jude Julia Julie Juliette Kacper Kai Karen Kate Katherine Katie
given common: Kayden Keira Kelly Kenneth Kevin Khadija Kian Kiran Krish Kyle Lacey Laura Lauren Layla Leah Lena Leon
given common: Leonardo Leonie Lewis Liam Lila Lilly Linda Lisa Lola Lottie Louie Louis Louise Luca Lucy Luke Luna Lydia
given common: Lyla Mabel Maddison Madison Maggie Maisie Maja Manpreet Margaret Margot Maria Mariam Mark Martha Martin
given common: Mary Maryam Mason Mateusz Matilda Matthew Maya Megan Melissa Michael Michal Michelle Mila Millie Molly
given common: Morgan Musa Mustafa Myla Nancy Natalia Nathan Nathaniel Nevaeh Niamh Nicholas Nicola Nicole Nikola Noor
given common: Nur Oliwia Ollie Omar Orla Otis Ottilie Owen Paige Patricia Patrick Paul Penelope Penny Peter Philip
given common: Phoebe Priya Rachel Ralph Ravi Rayyan Rebecca Reggie Reuben Rhys Richard Riley River Riya Robert Robin
given common: Robyn Rohan Roman Ronnie Rory Rose Rowan Rupert Ryan Safa Salma Sam Samantha Sandra Sara Sarah Saskia
given common: Scarlett Sean Sebastian Seren Sharon Sienna Simon Simran Skye Sofia Sonny Spencer Stanley Stefan Stephanie
given common: Stephen Steven Stuart Summer Susan Syed Szymon Tabitha Teddy Thea Theodora Tobias Toby Tommy Tracey Tyler
given common: Umar Usman Victoria Vincent Violet Wayne Wiktoria Yahya Yusuf Zac Zachary Zain Zainab Zara Zayn Zoe Zofia
given common: Zuzanna
"""
